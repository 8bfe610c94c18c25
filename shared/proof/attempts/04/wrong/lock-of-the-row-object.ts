/**
 * Keeps the locks in a WeakMap, so that they go away with the rows that they are for.
 *
 * Wrong: every request reads a row object of its own, and has a lock of its own.
 *
 * @race lost-update
 * @shows SELECT account 1.*SELECT account 1
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import {
  type Account,
  balanceAfterDeposit,
  checkAmount,
  type OpenAccounts,
  type Resources,
} from '@workbook/domain';
import AsyncLock from 'async-lock';
import { type AccountRow, accountOf, connect, LockedAccounts, rowOf } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends LockedAccounts {
  readonly #ofRows = new WeakMap<AccountRow, AsyncLock>();

  override async deposit(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    return this.query(async (em) => {
      const row = await rowOf(em, id);
      const lock = this.#ofRows.get(row) ?? new AsyncLock();
      this.#ofRows.set(row, lock);
      return lock.acquire('row', async () => this.#add(em, row, amount));
    });
  }

  async #add(em: EntityManager, row: AccountRow, amount: number): Promise<Account> {
    row.balance = balanceAfterDeposit(row, amount);
    await em.flush();
    return accountOf(row);
  }
}
