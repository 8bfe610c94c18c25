/**
 * Speaks SQL through the ORM's own connection: each change is one statement, and a transfer is one with two parts.
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
  Unavailable,
} from '@workbook/domain';
import { connect, DatabaseAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

interface Raw {
  readonly id: number;
  readonly owner: string;
  readonly balance: string;
}

class Attempt extends DatabaseAccounts {
  override async deposit(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    const [changed] = await this.#rows(
      `update account set balance = balance + ? where id = ? and balance <= ?
       returning id, owner, balance`,
      [amount, id, maxBalance - amount],
    );
    if (changed) return changed;
    await this.find(id);
    throw new BalanceOutOfRange(id, amount);
  }

  override async withdraw(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    await this.screen({ kind: 'withdrawal', account: id, amount });
    const [changed] = await this.#rows(
      `update account set balance = balance - ? where id = ? and balance >= ?
       returning id, owner, balance`,
      [amount, id, amount],
    );
    if (changed) return changed;
    await this.find(id);
    throw new InsufficientFunds(id, amount);
  }

  override async transfer(from: number, to: number, amount: number) {
    checkTransfer(from, to, amount);
    await this.screen({ kind: 'transfer', account: from, to, amount });
    const rows = await this.#rows(
      `with receiver as (select id from account where id = ? and balance <= ?),
            debit as (
              update account set balance = balance - ?
              where id = ? and balance >= ? and exists (select from receiver)
              returning id, owner, balance),
            credit as (
              update account set balance = balance + ?
              where id = ? and exists (select from debit)
              returning id, owner, balance)
       select * from debit union all select * from credit`,
      [to, maxBalance - amount, amount, from, amount, amount, to],
    );
    const debited = rows.find(({ id }) => id === from);
    const credited = rows.find(({ id }) => id === to);
    if (debited && credited) return { from: debited, to: credited };
    const { balance } = await this.find(from);
    const receiver = await this.find(to);
    if (balance < amount) throw new InsufficientFunds(from, amount);
    if (receiver.balance > maxBalance - amount) throw new BalanceOutOfRange(to, amount);
    throw new Unavailable('both accounts changed meanwhile, try again');
  }

  async #rows(sql: string, values: unknown[]): Promise<Account[]> {
    const rows = await this.query((em) => em.execute<Raw[]>(sql, values));
    return rows.map(({ id, owner, balance }) => ({ id, owner, balance: Number(balance) }));
  }
}
