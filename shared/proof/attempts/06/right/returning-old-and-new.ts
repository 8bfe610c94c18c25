/**
 * Uses what PostgreSQL 18 has brought: an UPDATE that returns the old row beside the new one. It takes the money first,
 * and takes it back where the old row did not have it.
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
import { found, poolOf, RawAccounts } from '../../03/raw.ts';

export { createSchema, needs } from '../../03/raw.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(poolOf(postgres), screen);
}

class Attempt extends RawAccounts {
  async deposit(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    return this.transaction((client) => move(client, id, amount));
  }

  async withdraw(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    await this.screen({ kind: 'withdrawal', account: id, amount });
    return this.transaction((client) => move(client, id, -amount));
  }

  async transfer(from: number, to: number, amount: number) {
    checkTransfer(from, to, amount);
    await this.screen({ kind: 'transfer', account: from, to, amount });
    return this.transaction(async (client) => {
      const moves = [
        { id: from, by: -amount },
        { id: to, by: amount },
      ].sort((a, b) => a.id - b.id);
      const after = new Map<number, Account>();
      for (const { id, by } of moves) after.set(id, await move(client, id, by));
      return { from: after.get(from) as Account, to: after.get(to) as Account };
    });
  }
}

/** Throws where the account cannot take it: the transaction is rolled back then. */
async function move(client: pg.PoolClient, id: number, by: number): Promise<Account> {
  const update = `update account set balance = balance + $2 where id = $1
    returning old.balance as before, new.id, new.owner, new.balance`;
  const { rows } = await client.query(update, [id, by]);
  const { before, ...account } = found(id, rows[0]) as Account & { readonly before: string };
  if (Number(before) + by < 0) throw new InsufficientFunds(id, -by);
  if (Number(before) > maxBalance - by) throw new BalanceOutOfRange(id, by);
  return { ...account, balance: Number(account.balance) };
}
