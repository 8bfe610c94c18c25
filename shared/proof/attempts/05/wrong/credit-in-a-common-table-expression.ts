/**
 * Debits and credits in one statement, by a common table expression: one statement is all or nothing.
 *
 * Wrong: a credit that finds no account is no error: the statement is done, and the money is gone.
 *
 * @race transfer-to-nobody
 * @shows transfer 30 from ann
 */
import {
  type Account,
  checkTransfer,
  InsufficientFunds,
  type OpenAccounts,
  type Resources,
  UnknownAccount,
} from '@workbook/domain';
import { connect, TransactionalAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends TransactionalAccounts {
  override async transfer(from: number, to: number, amount: number) {
    checkTransfer(from, to, amount);
    await this.screen({ kind: 'transfer', account: from, to, amount });
    const rows = await this.query((em) =>
      em.execute<{ id: number; owner: string; balance: string }[]>(
        `with debit as (
           update account set balance = balance - ? where id = ? and balance >= ? returning *),
         credit as (
           update account set balance = balance + ?
           where id = ? and exists (select from debit) returning *)
         select * from debit union all select * from credit`,
        [amount, from, amount, amount, to],
      ),
    );
    const of = (id: number) => rows.find((row) => row.id === id);
    const [debited, credited] = [of(from), of(to)];
    if (!debited) {
      await this.find(from);
      throw new InsufficientFunds(from, amount);
    }
    if (!credited) throw new UnknownAccount(to);
    return { from: accountOf(debited), to: accountOf(credited) };
  }
}

function accountOf(row: { id: number; owner: string; balance: string }): Account {
  return { id: row.id, owner: row.owner, balance: Number(row.balance) };
}
