/** What attempts have in common that lock rows in a statement of their own, without an ORM. */
import {
  type Account,
  AccountNotEmpty,
  balanceAfterDeposit,
  balanceAfterWithdrawal,
  checkAmount,
  checkTransfer,
} from '@workbook/domain';
import type pg from 'pg';
import { columns, found, RawAccounts, rowsIn } from '../03/raw.ts';

export { createSchema, needs, poolOf, refuse } from '../03/raw.ts';

export class RawLockedAccounts extends RawAccounts {
  async deposit(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    return this.change([id], async (client) => {
      const account = await this.read(client, id);
      return this.store(client, id, balanceAfterDeposit(account, amount));
    });
  }

  async withdraw(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    await this.screen({ kind: 'withdrawal', account: id, amount });
    return this.change([id], async (client) => {
      const account = await this.read(client, id);
      return this.store(client, id, balanceAfterWithdrawal(account, amount));
    });
  }

  async transfer(from: number, to: number, amount: number) {
    checkTransfer(from, to, amount);
    await this.screen({ kind: 'transfer', account: from, to, amount });
    return this.change([from, to], async (client) => {
      // In the order of the ids, so that crossed transfers queue up.
      const first = await this.read(client, Math.min(from, to));
      const second = await this.read(client, Math.max(from, to));
      const [debited, credited] = from < to ? [first, second] : [second, first];
      const left = balanceAfterWithdrawal(debited, amount);
      const right = balanceAfterDeposit(credited, amount);
      return {
        from: await this.store(client, from, left),
        to: await this.store(client, to, right),
      };
    });
  }

  override async close(id: number): Promise<void> {
    return this.change([id], async (client) => {
      const { balance } = await this.read(client, id);
      if (balance > 0) throw new AccountNotEmpty(id);
      await client.query('delete from account where id = $1', [id]);
    });
  }

  /** All of the work on these accounts, or none of it. */
  protected async change<T>(
    _ids: readonly number[],
    work: (client: pg.PoolClient) => Promise<T>,
  ): Promise<T> {
    return this.transaction(work);
  }

  /** The account, locked until the transaction ends. */
  protected async read(client: pg.PoolClient, id: number): Promise<Account> {
    const select = `select ${columns} from account where id = $1 for update`;
    return found(id, rowsIn(await client.query(select, [id]))[0]);
  }

  protected async store(client: pg.PoolClient, id: number, balance: number): Promise<Account> {
    const update = `update account set balance = $2 where id = $1 returning ${columns}`;
    return found(id, rowsIn(await client.query(update, [id, balance]))[0]);
  }
}
