/**
 * Locks by the hash of a name, in each method. Two of the names were written from memory.
 *
 * Wrong: deposits hash another text than withdrawals, and lock something else.
 *
 * @race lost-update-two-instances
 * @shows pg_advisory_xact_lock
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import {
  type Account,
  balanceAfterDeposit,
  checkAmount,
  type OpenAccounts,
  type Resources,
} from '@workbook/domain';
import { AccountRow, accountOf, connect, RowLockedAccounts, rowOf } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends RowLockedAccounts {
  override async deposit(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    return this.transaction(async (em) => {
      await lock(em, `account-${id}`);
      const row = await rowOf(em, id);
      row.balance = balanceAfterDeposit(row, amount);
      return accountOf(row);
    });
  }

  protected override async lockedRow(em: EntityManager, id: number): Promise<AccountRow> {
    await lock(em, `account:${id}`);
    return rowOf(em, id);
  }
}

async function lock(em: EntityManager, name: string): Promise<void> {
  await em.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [name]);
}
