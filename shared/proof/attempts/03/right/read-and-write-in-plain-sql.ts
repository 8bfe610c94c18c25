/**
 * Reads a row, computes, and writes the row back, without an ORM. The races of one account are for
 * a later step.
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
import { columns, found, poolOf, RawAccounts, rowsIn } from '../raw.ts';

export { createSchema, needs } from '../raw.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(poolOf(postgres), screen);
}

class Attempt extends RawAccounts {
  async deposit(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    const account = await this.find(id);
    return this.#store({ ...account, balance: balanceAfterDeposit(account, amount) });
  }

  async withdraw(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    await this.screen({ kind: 'withdrawal', account: id, amount });
    const account = await this.find(id);
    return this.#store({ ...account, balance: balanceAfterWithdrawal(account, amount) });
  }

  async transfer(from: number, to: number, amount: number) {
    checkTransfer(from, to, amount);
    await this.screen({ kind: 'transfer', account: from, to, amount });
    const debited = await this.find(from);
    const credited = await this.find(to);
    const debitedBalance = balanceAfterWithdrawal(debited, amount);
    const creditedBalance = balanceAfterDeposit(credited, amount);
    return {
      from: await this.#store({ ...debited, balance: debitedBalance }),
      to: await this.#store({ ...credited, balance: creditedBalance }),
    };
  }

  async #store({ id, balance }: Account): Promise<Account> {
    const update = `update account set balance = $2 where id = $1 returning ${columns}`;
    return found(id, rowsIn(await this.query(update, [id, balance]))[0]);
  }
}
