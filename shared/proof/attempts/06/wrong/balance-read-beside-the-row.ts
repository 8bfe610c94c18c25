/**
 * Reads the balance and writes it in one statement, without a transaction around it: what is one statement cannot be
 * interrupted.
 *
 * Wrong: the balance is read by a query of its own within the statement. An UPDATE that has waited for its row looks at
 * that row again, and not at what the query has read.
 *
 * @behaviour changes-at-once
 * @shows and it holds (?:150|20)$
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
      const lock = 'select id from account where id in ($1, $2) order by id for update';
      await client.query(lock, [from, to]);
      return {
        from: await this.#add(client, from, -amount),
        to: await this.#add(client, to, amount),
      };
    });
  }

  async #add(client: pg.Pool | pg.PoolClient, id: number, by: number): Promise<Account> {
    const update = `update account set balance = (select balance from account where id = $1) + $2
      where id = $1 and (select balance from account where id = $1) + $2 between 0 and $3
      returning ${columns}`;
    const [account] = rowsIn(await client.query(update, [id, by, maxBalance]).catch(refuse));
    if (account) return account;
    await this.find(id);
    throw by < 0 ? new InsufficientFunds(id, -by) : new BalanceOutOfRange(id, by);
  }
}
