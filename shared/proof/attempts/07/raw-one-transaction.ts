/** What attempts have in common that read, decide and compare the version in one transaction, without an ORM. */
import {
  AccountNotEmpty,
  balanceAfterDeposit,
  balanceAfterWithdrawal,
  Conflict,
  checkAmount,
  checkOwner,
  checkTransfer,
  type Resources,
  UnknownAccount,
  type VersionedAccount,
  type VersionedAccounts,
  VersionMismatch,
} from '@workbook/domain';
import type pg from 'pg';
import { poolOf, RawAccounts, refuse } from '../03/raw.ts';

export { needs, poolOf, refuse } from '../03/raw.ts';

const maxTries = 8;

/** What another change has made impossible: it is tried again. */
export class Late extends Error {
  override readonly name = 'Late';
}

export async function createSchema({ postgres }: Resources): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const pool = stack.adopt(poolOf(postgres), (one) => one.end());
  await pool.query(`create table if not exists account (
    id serial primary key, owner text not null, balance bigint not null,
    version int not null default 1)`);
}

export abstract class OneTransactionAccounts extends RawAccounts implements VersionedAccounts {
  override async open(owner: string, opening: number): Promise<VersionedAccount> {
    return { ...(await super.open(owner, opening)), version: 1 };
  }

  override async find(id: number): Promise<VersionedAccount> {
    return this.read(this.pool, id).catch(refuse);
  }

  override async list(): Promise<VersionedAccount[]> {
    const { rows } = await this.query('select * from account order by id');
    return rows.map(accountOf);
  }

  async deposit(id: number, amount: number, expectedVersion?: number) {
    checkAmount(amount);
    return this.change([id], async (client) => {
      const account = await this.read(client, id, expectedVersion);
      return this.store(client, { ...account, balance: balanceAfterDeposit(account, amount) });
    });
  }

  async withdraw(id: number, amount: number, expectedVersion?: number) {
    checkAmount(amount);
    await this.screen({ kind: 'withdrawal', account: id, amount });
    return this.change([id], async (client) => {
      const account = await this.read(client, id, expectedVersion);
      return this.store(client, { ...account, balance: balanceAfterWithdrawal(account, amount) });
    });
  }

  async transfer(from: number, to: number, amount: number) {
    checkTransfer(from, to, amount);
    await this.screen({ kind: 'transfer', account: from, to, amount });
    return this.change([from, to], async (client) => {
      const debited = await this.read(client, from);
      const credited = await this.read(client, to);
      const left = { ...debited, balance: balanceAfterWithdrawal(debited, amount) };
      const right = { ...credited, balance: balanceAfterDeposit(credited, amount) };
      // In the order of the ids, so that nobody waits in a circle.
      if (from < to) {
        const first = await this.store(client, left);
        return { from: first, to: await this.store(client, right) };
      }
      const first = await this.store(client, right);
      return { from: await this.store(client, left), to: first };
    });
  }

  async rename(id: number, owner: string, expectedVersion: number) {
    checkOwner(owner);
    return this.change([id], async (client) => {
      const account = await this.read(client, id, expectedVersion);
      return this.store(client, { ...account, owner });
    });
  }

  override async close(id: number, expectedVersion?: number): Promise<void> {
    return this.change([id], async (client) => {
      const account = await this.read(client, id, expectedVersion);
      if (account.balance > 0) throw new AccountNotEmpty(id);
      await this.remove(client, account);
    });
  }

  /** Changes these accounts. Whoever is late begins anew, from the read on. */
  protected async change<T>(
    ids: readonly number[],
    work: (client: pg.PoolClient) => Promise<T>,
  ): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.tried(ids, work);
      } catch (error) {
        if (!(error instanceof Late)) throw error;
        if (tries === maxTries) throw new Conflict(undefined, { cause: error });
      }
    }
  }

  protected async tried<T>(
    _ids: readonly number[],
    work: (client: pg.PoolClient) => Promise<T>,
  ): Promise<T> {
    return this.transaction(work);
  }

  /** The account; an edit that spans two requests says which version it was decided on. */
  protected async read(
    client: pg.Pool | pg.PoolClient,
    id: number,
    expectedVersion?: number,
  ): Promise<VersionedAccount> {
    const { rows } = await client.query('select * from account where id = $1', [id]);
    return expected(rows[0], id, expectedVersion);
  }

  protected async store(client: pg.PoolClient, account: VersionedAccount) {
    const { id, owner, balance, version } = account;
    const update = `update account set owner = $3, balance = $4, version = version + 1
      where id = $1 and version = $2`;
    const { rowCount } = await client.query(update, [id, version, owner, balance]);
    if (rowCount !== 1) throw new Late();
    return { ...account, version: version + 1 };
  }

  protected async remove(client: pg.PoolClient, { id, version }: VersionedAccount): Promise<void> {
    const remove = 'delete from account where id = $1 and version = $2';
    const { rowCount } = await client.query(remove, [id, version]);
    if (rowCount !== 1) throw new Late();
  }
}

/** The account of a row, if it is there and of that version. */
export function expected(
  row: VersionedAccount | undefined,
  id: number,
  expectedVersion?: number,
): VersionedAccount {
  if (!row) throw new UnknownAccount(id);
  if (expectedVersion !== undefined && row.version !== expectedVersion)
    throw new VersionMismatch(id, expectedVersion);
  return accountOf(row);
}

export function accountOf({ id, owner, balance, version }: VersionedAccount): VersionedAccount {
  return { id, owner, balance: Number(balance), version };
}
