/**
 * Says BEGIN and COMMIT itself, on a connection that it takes from the pool and gives back in the end.
 *
 * Wrong: a refusal leaves the function before the end, and its connection is never given back.
 *
 * @race transfer-to-nobody
 * @shows has left a transaction open
 */
import {
  type Account,
  balanceAfterDeposit,
  balanceAfterWithdrawal,
  checkAmount,
  checkTransfer,
  type OpenAccounts,
  type Resources,
} from '@workbook/domain';
import type pg from 'pg';
import { columns, found, poolOf, RawAccounts, refuse, rowsIn } from '../../03/raw.ts';

export { createSchema, needs } from '../../03/raw.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(poolOf(postgres), screen);
}

class Attempt extends RawAccounts {
  async deposit(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    return this.#whole(async (client) =>
      this.#store(client, id, balanceAfterDeposit(await this.#read(client, id), amount)),
    );
  }

  async withdraw(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    await this.screen({ kind: 'withdrawal', account: id, amount });
    return this.#whole(async (client) =>
      this.#store(client, id, balanceAfterWithdrawal(await this.#read(client, id), amount)),
    );
  }

  async transfer(from: number, to: number, amount: number) {
    checkTransfer(from, to, amount);
    await this.screen({ kind: 'transfer', account: from, to, amount });
    return this.#whole(async (client) => {
      const left = balanceAfterWithdrawal(await this.#read(client, from), amount);
      const right = balanceAfterDeposit(await this.#read(client, to), amount);
      return {
        from: await this.#store(client, from, left),
        to: await this.#store(client, to, right),
      };
    });
  }

  async #whole<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const client = await this.pool.connect().catch(refuse);
    await client.query('begin').catch(refuse);
    const result = await work(client);
    await client.query('commit').catch(refuse);
    client.release();
    return result;
  }

  async #read(client: pg.PoolClient, id: number): Promise<Account> {
    const select = `select ${columns} from account where id = $1`;
    return found(id, rowsIn(await client.query(select, [id]).catch(refuse))[0]);
  }

  async #store(client: pg.PoolClient, id: number, balance: number): Promise<Account> {
    const update = `update account set balance = $2 where id = $1 returning ${columns}`;
    return found(id, rowsIn(await client.query(update, [id, balance]).catch(refuse))[0]);
  }
}
