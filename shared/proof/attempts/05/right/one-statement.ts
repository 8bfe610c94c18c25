/**
 * Needs no transaction of its own: one UPDATE changes both rows, and a statement is all or nothing.
 */
import {
  type Account,
  BalanceOutOfRange,
  balanceAfterDeposit,
  balanceAfterWithdrawal,
  checkAmount,
  checkTransfer,
  InsufficientFunds,
  maxBalance,
  type OpenAccounts,
  type Resources,
  Unavailable,
} from '@workbook/domain';
import { columns, poolOf, RawAccounts, rowsIn } from '../../03/raw.ts';

export { createSchema, needs } from '../../03/raw.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(poolOf(postgres), screen);
}

class Attempt extends RawAccounts {
  async deposit(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    return this.#add(id, amount);
  }

  async withdraw(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    await this.screen({ kind: 'withdrawal', account: id, amount });
    return this.#add(id, -amount);
  }

  async transfer(from: number, to: number, amount: number) {
    checkTransfer(from, to, amount);
    await this.screen({ kind: 'transfer', account: from, to, amount });
    const update = `update account set balance = balance + case id when $1 then -$3 else $3 end
      where id in ($1, $2)
      and (select balance from account where id = $1) >= $3
      and (select balance from account where id = $2) <= ${maxBalance} - $3::bigint
      returning ${columns}`;
    const accounts = rowsIn(await this.query(update, [from, to, amount]));
    const debited = accounts.find(({ id }) => id === from);
    const credited = accounts.find(({ id }) => id === to);
    if (debited && credited) return { from: debited, to: credited };
    balanceAfterWithdrawal(await this.find(from), amount);
    balanceAfterDeposit(await this.find(to), amount);
    throw new Unavailable();
  }

  async #add(id: number, by: number): Promise<Account> {
    const update = `update account set balance = balance + $2 where id = $1
      and balance >= -$2::bigint and balance <= ${maxBalance} - $2::bigint returning ${columns}`;
    const [changed] = rowsIn(await this.query(update, [id, by]));
    if (changed) return changed;
    await this.find(id);
    throw by < 0 ? new InsufficientFunds(id, -by) : new BalanceOutOfRange(id, by);
  }
}
