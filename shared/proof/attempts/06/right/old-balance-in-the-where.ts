/**
 * Compare and set without a version: the UPDATE names the balance that it was computed from, and who comes too late
 * reads again. A balance that is the same again is as good as the old one.
 */
import {
  type Account,
  AccountNotEmpty,
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

class TooLate extends Error {
  override readonly name = 'TooLate';
}

class Attempt extends RawAccounts {
  async deposit(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    return this.#again(async () => {
      const account = await this.find(id);
      return this.#swap(this.pool, account, balanceAfterDeposit(account, amount));
    });
  }

  async withdraw(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    await this.screen({ kind: 'withdrawal', account: id, amount });
    return this.#again(async () => {
      const account = await this.find(id);
      return this.#swap(this.pool, account, balanceAfterWithdrawal(account, amount));
    });
  }

  async transfer(from: number, to: number, amount: number) {
    checkTransfer(from, to, amount);
    await this.screen({ kind: 'transfer', account: from, to, amount });
    return this.#again(async () => {
      const debited = await this.find(from);
      const credited = await this.find(to);
      const left = balanceAfterWithdrawal(debited, amount);
      const right = balanceAfterDeposit(credited, amount);
      return this.transaction(async (client) => {
        const swaps = [
          { account: debited, balance: left },
          { account: credited, balance: right },
        ].sort((a, b) => a.account.id - b.account.id);
        const after: Account[] = [];
        for (const { account, balance } of swaps)
          after.push(await this.#swap(client, account, balance));
        const of = (id: number) => after.find((one) => one.id === id) as Account;
        return { from: of(from), to: of(to) };
      });
    });
  }

  override async close(id: number): Promise<void> {
    const { balance } = await this.find(id);
    if (balance > 0) throw new AccountNotEmpty(id);
    return super.close(id);
  }

  async #again<T>(work: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof TooLate)) throw error;
      }
    }
  }

  async #swap(
    client: pg.Pool | pg.PoolClient,
    { id, balance }: Account,
    next: number,
  ): Promise<Account> {
    const update = `update account set balance = $3 where id = $1 and balance = $2 returning ${columns}`;
    const [changed] = rowsIn(await client.query(update, [id, balance, next]).catch(refuse));
    if (!changed) throw new TooLate();
    return found(id, changed);
  }
}
