/**
 * Uses the time of the last change as the version: every row has one anyway.
 *
 * Wrong: two changes in the same moment have the same version, and clocks give many changes the
 * same moment.
 *
 * @race three-withdrawals-three-instances
 * @shows changed_at = \d+ WHERE id = 1 AND changed_at = \d+
 */
import {
  type Account,
  balanceAfterDeposit,
  balanceAfterWithdrawal,
  Conflict,
  checkAmount,
  checkOpening,
  checkOwner,
  type OpenAccounts,
  type Resources,
  type VersionedAccount,
  type VersionedAccounts,
  VersionMismatch,
} from '@workbook/domain';
import { found, poolOf, RawAccounts } from '../../03/raw.ts';

export { needs } from '../../03/raw.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(poolOf(postgres), screen);
}

export async function createSchema({ postgres }: Resources): Promise<void> {
  const pool = poolOf(postgres);
  await pool.query(`create table if not exists account (id serial primary key,
    owner text not null, balance bigint not null, version int not null default 1,
    changed_at bigint not null default 0)`);
  await pool.end();
}

const maxTries = 5;
const columns = 'id, owner, balance, version, changed_at';
type Row = VersionedAccount & { readonly changed_at: string };

class Attempt extends RawAccounts implements VersionedAccounts {
  override async open(owner: string, opening: number): Promise<VersionedAccount> {
    checkOpening(owner, opening);
    await this.screen({ kind: 'opening', owner, amount: opening });
    const insert = `insert into account (owner, balance, changed_at) values ($1, $2, $3) returning ${columns}`;
    const { rows } = await this.query(insert, [owner, opening, Date.now()]);
    return accountOf(rows[0]);
  }

  override async find(id: number): Promise<VersionedAccount> {
    return accountOf(await this.#row(id));
  }

  override async list(): Promise<VersionedAccount[]> {
    const { rows } = await this.query(`select ${columns} from account order by id`);
    return rows.map(accountOf);
  }

  async deposit(id: number, amount: number, expectedVersion?: number) {
    checkAmount(amount);
    return this.#change(id, (account) => balanceAfterDeposit(account, amount), expectedVersion);
  }

  async withdraw(id: number, amount: number, expectedVersion?: number) {
    checkAmount(amount);
    await this.screen({ kind: 'withdrawal', account: id, amount });
    return this.#change(id, (account) => balanceAfterWithdrawal(account, amount), expectedVersion);
  }

  async transfer(from: number, to: number, amount: number) {
    await this.find(to);
    return { from: await this.withdraw(from, amount), to: await this.deposit(to, amount) };
  }

  async rename(id: number, owner: string): Promise<VersionedAccount> {
    checkOwner(owner);
    const update = `update account set owner = $2, version = version + 1 where id = $1 returning ${columns}`;
    const { rows } = await this.query(update, [id, owner]);
    return accountOf(rows[0]);
  }

  async #row(id: number): Promise<Row> {
    const { rows } = await this.query(`select ${columns} from account where id = $1`, [id]);
    return found(id, rows[0]) as Row;
  }

  async #change(id: number, balanceAfter: (account: Account) => number, expectedVersion?: number) {
    for (let tries = 1; tries <= maxTries; tries += 1) {
      const row = await this.#row(id);
      if (expectedVersion !== undefined && row.version !== expectedVersion)
        throw new VersionMismatch(id, expectedVersion);
      const balance = balanceAfter(accountOf(row));
      const update = `update account set balance = $2, version = version + 1, changed_at = $3
        where id = $1 and changed_at = $4 returning ${columns}`;
      const { rows } = await this.query(update, [id, balance, Date.now(), row.changed_at]);
      if (rows[0]) return accountOf(rows[0]);
    }
    throw new Conflict();
  }
}

function accountOf({ id, owner, balance, version }: Row): VersionedAccount {
  return { id, owner, balance: Number(balance), version };
}
