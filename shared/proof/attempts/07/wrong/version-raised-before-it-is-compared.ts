/**
 * A trigger raises the version of every row that is written, so that no statement can forget it.
 *
 * Wrong: raising is not comparing: the UPDATE names no version, and takes whatever the row holds.
 *
 * @race lost-update-two-instances
 * @shows UPDATE account
 */
import {
  type Account,
  AccountNotEmpty,
  balanceAfterDeposit,
  balanceAfterWithdrawal,
  checkAmount,
  checkOwner,
  checkTransfer,
  type OpenAccounts,
  type Resources,
  type VersionedAccount,
  type VersionedAccounts,
  VersionMismatch,
} from '@workbook/domain';
import { found, poolOf, RawAccounts } from '../../03/raw.ts';

export { needs } from '../../03/raw.ts';

export async function createSchema({ postgres }: Resources): Promise<void> {
  const pool = poolOf(postgres);
  await pool.query(`
    create table if not exists account (
      id serial primary key, owner text not null, balance bigint not null,
      version integer not null default 1);
    create or replace function raise_version() returns trigger language plpgsql as $$
      begin new.version := old.version + 1; return new; end $$;
    create or replace trigger versions before update on account
      for each row execute function raise_version()`);
  await pool.end();
}

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(poolOf(postgres), screen);
}

const all = 'id, owner, balance, version';

class Attempt extends RawAccounts implements VersionedAccounts {
  override async open(owner: string, opening: number): Promise<VersionedAccount> {
    return this.find((await super.open(owner, opening)).id);
  }

  override async find(id: number): Promise<VersionedAccount> {
    return this.#one(id, `select ${all} from account where id = $1`, [id]);
  }

  override async list(): Promise<VersionedAccount[]> {
    const { rows } = await this.query(`select ${all} from account order by id`);
    return rows.map((row) => ({ ...row, balance: Number(row.balance) }));
  }

  async deposit(id: number, amount: number, expected?: number): Promise<VersionedAccount> {
    checkAmount(amount);
    const account = await this.#expected(id, expected);
    return this.#store(id, balanceAfterDeposit(account, amount));
  }

  async withdraw(id: number, amount: number, expected?: number): Promise<VersionedAccount> {
    checkAmount(amount);
    await this.screen({ kind: 'withdrawal', account: id, amount });
    const account = await this.#expected(id, expected);
    return this.#store(id, balanceAfterWithdrawal(account, amount));
  }

  async transfer(from: number, to: number, amount: number) {
    checkTransfer(from, to, amount);
    await this.screen({ kind: 'transfer', account: from, to, amount });
    const left = balanceAfterWithdrawal(await this.find(from), amount);
    const right = balanceAfterDeposit(await this.find(to), amount);
    return this.transaction(async (client) => {
      const stored: VersionedAccount[] = [];
      for (const [id, balance] of [[from, left] as const, [to, right] as const].sort(
        ([a], [b]) => a - b,
      )) {
        const update = `update account set balance = $2 where id = $1 returning ${all}`;
        const { rows } = await client.query(update, [id, balance]);
        stored.push({ ...(found(id, rows[0]) as VersionedAccount), balance });
      }
      const of = (id: number) => stored.find((one) => one.id === id) as VersionedAccount;
      return { from: of(from), to: of(to) };
    });
  }

  async rename(id: number, owner: string, expected: number): Promise<VersionedAccount> {
    checkOwner(owner);
    await this.#expected(id, expected);
    const update = `update account set owner = $2 where id = $1 returning ${all}`;
    return this.#one(id, update, [id, owner]);
  }

  override async close(id: number, expected?: number): Promise<void> {
    const { balance } = await this.#expected(id, expected);
    if (balance > 0) throw new AccountNotEmpty(id);
    return super.close(id);
  }

  async #expected(id: number, expected?: number): Promise<VersionedAccount> {
    const account = await this.find(id);
    if (expected !== undefined && account.version !== expected)
      throw new VersionMismatch(id, expected);
    return account;
  }

  async #store(id: number, balance: number): Promise<VersionedAccount> {
    const update = `update account set balance = $2 where id = $1 returning ${all}`;
    return this.#one(id, update, [id, balance]);
  }

  async #one(id: number, sql: string, values: unknown[]): Promise<VersionedAccount> {
    const { rows } = await this.query(sql, values);
    const account = found(id, rows[0] as Account | undefined) as VersionedAccount;
    return { ...account, balance: Number(account.balance) };
  }
}
