/**
 * Counts and adds in one statement, without a transaction around it: what is one statement cannot be interrupted.
 *
 * Wrong: two such statements run at once, and neither sees what the other one is about to commit.
 *
 * @behaviour counts-at-once
 * @behaviour adds-up-at-once
 * @shows there are 3: each was counted before the other one was committed
 */
import {
  type Account,
  checkAmount,
  checkOpening,
  InsufficientFunds,
  maxAccountsOfOwner,
  type OpenAccounts,
  type Resources,
  TooManyAccounts,
} from '@workbook/domain';
import { columns, found, poolOf, rowsIn } from '../raw.ts';
import { SlotAccounts } from '../slots.ts';

export { createSchema, needs } from '../raw.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(poolOf(postgres), screen);
}

class Attempt extends SlotAccounts {
  override async open(owner: string, opening: number): Promise<Account> {
    checkOpening(owner, opening);
    await this.screen({ kind: 'opening', owner, amount: opening });
    const [account] = rowsIn(
      await this.query(
        `insert into account (owner, balance)
         select $1, $2 where (select count(*) from account where owner = $1) < $3
         returning ${columns}`,
        [owner, opening, maxAccountsOfOwner],
      ),
    );
    if (!account) throw new TooManyAccounts(owner, maxAccountsOfOwner);
    return account;
  }

  override async withdraw(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    await this.screen({ kind: 'withdrawal', account: id, amount });
    const [account] = rowsIn(
      await this.query(
        `update account set balance = balance - $2
         where id = $1 and (select sum(balance) from account as own where own.owner = account.owner) >= $2
         returning ${columns}`,
        [id, amount],
      ),
    );
    if (account) return account;
    found(id, rowsIn(await this.query(`select ${columns} from account where id = $1`, [id]))[0]);
    throw new InsufficientFunds(id, amount);
  }
}
