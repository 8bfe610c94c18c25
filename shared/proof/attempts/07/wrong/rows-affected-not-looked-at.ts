/**
 * Has the version in the WHERE of a native update, as it should be. The UPDATE throws no error, so
 * it has worked.
 *
 * Wrong: an UPDATE that matches no row is no error: whoever is late is answered 200, and has
 * changed nothing.
 *
 * @race lost-update-two-instances
 * @race overdraft-two-instances
 * @shows → no row.*200
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
  await em.nativeUpdate(AccountRow, { id: row.id, version: row.version }, { balance, version });
  return { ...accountOf(row), balance, version };
}
