/**
 * Needs no lock of its own: the UPDATE checks and changes in one statement, and the row is locked
 * by the UPDATE itself. Plain SQL, no ORM.
 */

import {
  type Account,
  BalanceOutOfRange,
  checkAmount,
  checkTransfer,
  InsufficientFunds,
  maxBalance,
  type OpenAccounts,
  type Resources,
} from '@workbook/domain';
import type pg from 'pg';
import { columns, poolOf, RawAccounts, refuse, rowsIn } from '../../03/raw.ts';

export { createSchema, needs } from '../../03/raw.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(poolOf(postgres), screen);
}

class Attempt extends RawAccounts {
  async deposit(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    return this.#add(this.pool, id, amount);
  }

  async withdraw(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    await this.screen({ kind: 'withdrawal', account: id, amount });
    return this.#add(this.pool, id, -amount);
  }

  async transfer(
    from: number,
    to: number,
    amount: number,
  ): Promise<{ from: Account; to: Account }> {
    checkTransfer(from, to, amount);
    await this.screen({ kind: 'transfer', account: from, to, amount });
    return this.transaction(async (client) => {
      const changes = [
        [from, -amount],
        [to, amount],
      ] as const;
      const changed = new Map<number, Account>();
      // In the order of the ids, so that two crossed transfers queue up.
      for (const [id, by] of changes.toSorted(([a], [b]) => a - b)) {
        changed.set(id, await this.#add(client, id, by));
      }
      return { from: changed.get(from) as Account, to: changed.get(to) as Account };
    });
  }

  /** The check and the change are one statement; only when it changes nothing is the reason asked for. */
  async #add(client: pg.Pool | pg.PoolClient, id: number, by: number): Promise<Account> {
    const update = `update account set balance = balance + $2
      where id = $1 and balance >= -$2::bigint and balance <= $3 - $2::bigint returning ${columns}`;
    const [changed] = rowsIn(await client.query(update, [id, by, maxBalance]).catch(refuse));
    if (changed) return changed;
    await this.find(id);
    throw by < 0 ? new InsufficientFunds(id, -by) : new BalanceOutOfRange(id, by);
  }
}
