/**
 * Declares the owner unique, and opens by an upsert, so that no owner is there twice.
 *
 * Wrong: a second account of an owner is a second account: here it takes the place of the first.
 *
 * @race transfers-alone
 * @shows 409 insufficient_funds
 */
import type { Account, OpenAccounts, Resources } from '@workbook/domain';
import {
  balanceAfterDeposit,
  balanceAfterWithdrawal,
  checkAmount,
  checkOpening,
  checkTransfer,
} from '@workbook/domain';
import { columns, poolOf, RawAccounts, rowsIn } from '../raw.ts';

export { needs } from '../raw.ts';

export async function createSchema({ postgres }: Resources): Promise<void> {
  const pool = poolOf(postgres);
  await pool.query(`create table if not exists account (
    id serial primary key, owner text not null unique, balance bigint not null)`);
  await pool.end();
}

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(poolOf(postgres), screen);
}

class Attempt extends RawAccounts {
  override async open(owner: string, opening: number): Promise<Account> {
    checkOpening(owner, opening);
    await this.screen({ kind: 'opening', owner, amount: opening });
    const upsert = `insert into account (owner, balance) values ($1, $2)
      on conflict (owner) do update set balance = excluded.balance returning ${columns}`;
    return rowsIn(await this.query(upsert, [owner, opening]))[0] as Account;
  }

  async deposit(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    return this.#store(id, balanceAfterDeposit(await this.find(id), amount));
  }

  async withdraw(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    await this.screen({ kind: 'withdrawal', account: id, amount });
    return this.#store(id, balanceAfterWithdrawal(await this.find(id), amount));
  }

  async transfer(from: number, to: number, amount: number) {
    checkTransfer(from, to, amount);
    await this.screen({ kind: 'transfer', account: from, to, amount });
    const left = balanceAfterWithdrawal(await this.find(from), amount);
    const right = balanceAfterDeposit(await this.find(to), amount);
    return { from: await this.#store(from, left), to: await this.#store(to, right) };
  }

  async #store(id: number, balance: number): Promise<Account> {
    const update = `update account set balance = $2 where id = $1 returning ${columns}`;
    return rowsIn(await this.query(update, [id, balance]))[0] as Account;
  }
}
