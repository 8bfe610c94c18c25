/**
 * Gives each half of the transfer a transaction that is certain to exist, with REQUIRES_NEW, inside
 * of the one around both.
 *
 * Wrong: a new transaction commits by itself, before the one around it does.
 *
 * @race crash-in-a-transfer
 * @shows BEGIN.*BEGIN.*UPDATE account 1: balance = 70.*COMMIT.*crash
 */
import { TransactionPropagation } from '@mikro-orm/postgresql';
import {
  balanceAfterDeposit,
  balanceAfterWithdrawal,
  checkTransfer,
  type OpenAccounts,
  type Resources,
} from '@workbook/domain';
import { accountOf, connect, rowOf, TransactionalAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends TransactionalAccounts {
  override async transfer(from: number, to: number, amount: number) {
    checkTransfer(from, to, amount);
    await this.screen({ kind: 'transfer', account: from, to, amount });
    const propagation = TransactionPropagation.REQUIRES_NEW;
    return this.transaction(async (em) => {
      const debited = await em.transactional(
        async (tx) => {
          const row = await rowOf(tx, from);
          row.balance = balanceAfterWithdrawal(row, amount);
          return accountOf(row);
        },
        { propagation },
      );
      const credited = await em.transactional(
        async (tx) => {
          const row = await rowOf(tx, to);
          row.balance = balanceAfterDeposit(row, amount);
          return accountOf(row);
        },
        { propagation },
      );
      return { from: debited, to: credited };
    });
  }
}
