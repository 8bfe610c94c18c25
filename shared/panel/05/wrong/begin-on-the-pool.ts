/**
 * Writes BEGIN and COMMIT by hand, and sends them with pool.query like all other statements.
 *
 * Wrong: a pool gives every statement any connection, so BEGIN, UPDATE and COMMIT may meet
 * different ones.
 *
 * @race refusal-beside-a-deposit
 * @shows BEGIN.*UPDATE account 2: balance = 150.*ROLLBACK
 */
import {
  type Account,
  balanceAfterDeposit,
  balanceAfterWithdrawal,
  checkAmount,
  checkOpening,
  checkTransfer,
  type OpenAccounts,
  type Resources,
} from '@workbook/domain';
import { columns, poolOf, RawAccounts, rowsIn } from '../../03/raw.ts';

export { createSchema, needs } from '../../03/raw.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(poolOf(postgres), screen);
}

class Attempt extends RawAccounts {
  override async open(owner: string, opening: number): Promise<Account> {
    checkOpening(owner, opening);
    await this.screen({ kind: 'opening', owner, amount: opening });
    const insert = `insert into account (owner, balance) values ($1, $2) returning ${columns}`;
    return this.#together(async () => {
      const [account] = rowsIn(await this.query(insert, [owner, opening]));
      return account as Account;
    });
  }

  async deposit(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    return this.#together(async () => {
      const account = await this.find(id);
      return this.#save({ ...account, balance: balanceAfterDeposit(account, amount) });
    });
  }

  async withdraw(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    await this.screen({ kind: 'withdrawal', account: id, amount });
    return this.#together(async () => {
      const account = await this.find(id);
      return this.#save({ ...account, balance: balanceAfterWithdrawal(account, amount) });
    });
  }

  async transfer(from: number, to: number, amount: number) {
    checkTransfer(from, to, amount);
    await this.screen({ kind: 'transfer', account: from, to, amount });
    return this.#together(async () => {
      const debited = await this.find(from);
      const credited = await this.find(to);
      const balance = balanceAfterWithdrawal(debited, amount);
      return {
        to: await this.#save({ ...credited, balance: balanceAfterDeposit(credited, amount) }),
        from: await this.#save({ ...debited, balance }),
      };
    });
  }

  async #save(account: Account): Promise<Account> {
    const update = 'update account set balance = $2 where id = $1';
    await this.query(update, [account.id, account.balance]);
    return account;
  }

  async #together<T>(work: () => Promise<T>): Promise<T> {
    await this.query('begin');
    try {
      const result = await work();
      await this.query('commit');
      return result;
    } catch (error) {
      await this.query('rollback');
      throw error;
    }
  }
}
