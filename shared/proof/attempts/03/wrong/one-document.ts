/**
 * Moves the JSON of step 02 into the database as it is, into one row. The database is
 * transactional, so it is safe there.
 *
 * Wrong: every change reads and writes all accounts: the second of two writes over the first, even
 * for different accounts.
 *
 * @race other-accounts-two-instances
 * @shows SELECT bank.*SELECT bank.*UPDATE bank SET.*200 bob 150.*UPDATE bank SET
 */
import {
  type Account,
  AccountNotEmpty,
  balanceAfterDeposit,
  balanceAfterWithdrawal,
  checkAmount,
  checkOpening,
  checkTransfer,
  type OpenAccounts,
  type Resources,
  UnknownAccount,
} from '@workbook/domain';
import { poolOf, RawAccounts } from '../raw.ts';

export { needs } from '../raw.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(poolOf(postgres), screen);
}

export async function createSchema({ postgres }: Resources): Promise<void> {
  const pool = poolOf(postgres);
  await pool.query('create table if not exists bank (contents jsonb not null)');
  await pool.end();
}

interface Contents {
  nextId: number;
  accounts: { id: number; owner: string; balance: number }[];
}

class Attempt extends RawAccounts {
  override async open(owner: string, opening: number): Promise<Account> {
    checkOpening(owner, opening);
    await this.screen({ kind: 'opening', owner, amount: opening });
    return this.#change((contents) => {
      const account = { id: contents.nextId++, owner, balance: opening };
      contents.accounts.push(account);
      return account;
    });
  }

  override async find(id: number): Promise<Account> {
    return accountIn(await this.#read(), id);
  }

  override async list(): Promise<Account[]> {
    return (await this.#read()).accounts;
  }

  override async close(id: number): Promise<void> {
    return this.#change((contents) => {
      const account = accountIn(contents, id);
      if (account.balance > 0) throw new AccountNotEmpty(id);
      contents.accounts.splice(contents.accounts.indexOf(account), 1);
    });
  }

  async deposit(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    return this.#change((contents) => {
      const account = accountIn(contents, id);
      account.balance = balanceAfterDeposit(account, amount);
      return account;
    });
  }

  async withdraw(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    await this.screen({ kind: 'withdrawal', account: id, amount });
    return this.#change((contents) => {
      const account = accountIn(contents, id);
      account.balance = balanceAfterWithdrawal(account, amount);
      return account;
    });
  }

  async transfer(from: number, to: number, amount: number) {
    checkTransfer(from, to, amount);
    await this.screen({ kind: 'transfer', account: from, to, amount });
    return this.#change((contents) => {
      const debited = accountIn(contents, from);
      const credited = accountIn(contents, to);
      debited.balance = balanceAfterWithdrawal(debited, amount);
      credited.balance = balanceAfterDeposit(credited, amount);
      return { from: debited, to: credited };
    });
  }

  async #read(): Promise<Contents> {
    const { rows } = await this.query('select contents from bank');
    return rows[0]?.contents ?? { nextId: 1, accounts: [] };
  }

  async #change<T>(change: (contents: Contents) => T): Promise<T> {
    const contents = await this.#read();
    const result = change(contents);
    const { rowCount } = await this.query('update bank set contents = $1', [contents]);
    if (rowCount === 0) await this.query('insert into bank (contents) values ($1)', [contents]);
    return result;
  }
}

function accountIn({ accounts }: Contents, id: number) {
  const account = accounts.find((one) => one.id === id);
  if (!account) throw new UnknownAccount(id);
  return account;
}
