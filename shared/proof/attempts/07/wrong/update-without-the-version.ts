/**
 * Increments the version with every native update, so that everybody can see that the row has
 * changed.
 *
 * Wrong: nobody compares it: the UPDATE has the id in its WHERE, and nothing else.
 *
 * @race lost-update-two-instances
 * @race overdraft-two-instances
 * @shows SELECT account 1 → balance 100.*UPDATE account
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import {
  balanceAfterDeposit,
  balanceAfterWithdrawal,
  checkAmount,
  type OpenAccounts,
  type Resources,
} from '@workbook/domain';
import { AccountRow, accountOf, connect, OptimisticAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends OptimisticAccounts {
  override async deposit(id: number, amount: number, expectedVersion?: number) {
    checkAmount(amount);
    return this.transaction(async (em) => {
      const row = await this.row(em, id, expectedVersion);
      return store(em, row, balanceAfterDeposit(row, amount));
    });
  }

  override async withdraw(id: number, amount: number, expectedVersion?: number) {
    checkAmount(amount);
    await this.screen({ kind: 'withdrawal', account: id, amount });
    return this.transaction(async (em) => {
      const row = await this.row(em, id, expectedVersion);
      return store(em, row, balanceAfterWithdrawal(row, amount));
    });
  }
}

async function store(em: EntityManager, row: AccountRow, balance: number) {
  const version = row.version + 1;
  await em.nativeUpdate(AccountRow, { id: row.id }, { balance, version });
  return { ...accountOf(row), balance, version };
}
