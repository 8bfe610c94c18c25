/**
 * Opens a transaction, and goes on with the entity manager that it already has, instead of the one
 * that the transaction hands in.
 *
 * Wrong: the changes are flushed outside of the transaction, each by itself.
 *
 * @race crash-in-a-transfer
 * @shows BEGIN.*UPDATE account 1: balance = 70.*crash
 */
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
    return this.query((em) =>
      em.transactional(async () => {
        const outer = this.orm.em.fork();
        const debited = await rowOf(outer, from);
        const credited = await rowOf(outer, to);
        debited.balance = balanceAfterWithdrawal(debited, amount);
        await outer.flush();
        credited.balance = balanceAfterDeposit(credited, amount);
        await outer.flush();
        return { from: accountOf(debited), to: accountOf(credited) };
      }),
    );
  }
}
