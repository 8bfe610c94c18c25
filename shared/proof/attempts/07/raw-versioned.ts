/** What attempts at step 07 have in common that compare the version in a statement of their own, without an ORM. */
import {
  type Account,
  AccountNotEmpty,
  balanceAfterDeposit,
  balanceAfterWithdrawal,
  Conflict,
  checkAmount,
  checkOwner,
  checkTransfer,
  UnknownAccount,
  type VersionedAccount,
  type VersionedAccounts,
  VersionMismatch,
} from '@workbook/domain';
import type pg from 'pg';
import { RawAccounts, refuse } from '../03/raw.ts';

export { needs, poolOf } from '../03/raw.ts';

const maxTries = 10;

type Client = pg.Pool | pg.PoolClient;

class Late extends Error {
  override readonly name = 'Late';
}

export abstract class RawVersionedAccounts extends RawAccounts implements VersionedAccounts {
  /** The version of a row, as an expression. */
  protected abstract readonly version: string;
  /** What an UPDATE does to the version, as the end of its SET; empty where that comes by itself. */
  protected abstract readonly raised: string;

  override async open(owner: string, opening: number): Promise<VersionedAccount> {
    return this.versioned(await super.open(owner, opening));
  }

  /** A new account with its version: read back, where only the database knows it. */
  protected async versioned({ id }: Account): Promise<VersionedAccount> {
    return this.find(id);
  }

  override async find(id: number): Promise<VersionedAccount> {
    return this.#read(this.pool, id).catch(refuse);
  }

  override async list(): Promise<VersionedAccount[]> {
    const { rows } = await this.query(`select ${this.#columns} from account order by id`);
    return rows.map(accountOf);
  }

  async deposit(id: number, amount: number, expectedVersion?: number) {
    checkAmount(amount);
    return this.#again(async () => {
      const account = await this.#read(this.pool, id, expectedVersion);
      return this.#store(this.pool, { ...account, balance: balanceAfterDeposit(account, amount) });
    });
  }

  async withdraw(id: number, amount: number, expectedVersion?: number) {
    checkAmount(amount);
    await this.screen({ kind: 'withdrawal', account: id, amount });
    return this.#again(async () => {
      const account = await this.#read(this.pool, id, expectedVersion);
      return this.#store(this.pool, {
        ...account,
        balance: balanceAfterWithdrawal(account, amount),
      });
    });
  }

  async transfer(from: number, to: number, amount: number) {
    checkTransfer(from, to, amount);
    await this.screen({ kind: 'transfer', account: from, to, amount });
    return this.#again(async () => {
      const debited = await this.#read(this.pool, from);
      const credited = await this.#read(this.pool, to);
      const changed = [
        { ...debited, balance: balanceAfterWithdrawal(debited, amount) },
        { ...credited, balance: balanceAfterDeposit(credited, amount) },
      ].sort((a, b) => a.id - b.id);
      const stored = await this.transaction(async (client) => {
        const accounts: VersionedAccount[] = [];
        for (const account of changed) accounts.push(await this.#store(client, account));
        return accounts;
      });
      const of = (id: number) => stored.find((account) => account.id === id) as VersionedAccount;
      return { from: of(from), to: of(to) };
    });
  }

  async rename(id: number, owner: string, expectedVersion: number) {
    checkOwner(owner);
    return this.#again(async () =>
      this.#store(this.pool, { ...(await this.#read(this.pool, id, expectedVersion)), owner }),
    );
  }

  override async close(id: number, expectedVersion?: number): Promise<void> {
    return this.#again(async () => {
      const { balance, version } = await this.#read(this.pool, id, expectedVersion);
      if (balance > 0) throw new AccountNotEmpty(id);
      const remove = `delete from account where id = $1 and ${this.version} = $2`;
      const { rowCount } = await this.pool.query(remove, [id, version]);
      if (rowCount === 0) throw new Late();
    });
  }

  async #again<T>(work: () => Promise<T>): Promise<T> {
    for (let tries = 1; tries <= maxTries; tries += 1) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof Late)) refuse(error);
      }
    }
    throw new Conflict();
  }

  get #columns(): string {
    return `id, owner, balance, ${this.version} as version`;
  }

  async #read(client: Client, id: number, expected?: number): Promise<VersionedAccount> {
    const { rows } = await client.query(`select ${this.#columns} from account where id = $1`, [id]);
    if (!rows[0]) throw new UnknownAccount(id);
    const account = accountOf(rows[0]);
    if (expected !== undefined && account.version !== expected)
      throw new VersionMismatch(id, expected);
    return account;
  }

  async #store(client: Client, account: VersionedAccount): Promise<VersionedAccount> {
    const { id, owner, balance, version } = account;
    const update = `update account set owner = $2, balance = $3${this.raised}
      where id = $1 and ${this.version} = $4 returning ${this.#columns}`;
    const { rows } = await client.query(update, [id, owner, balance, version]);
    if (!rows[0]) throw new Late();
    return accountOf(rows[0]);
  }
}

function accountOf({ id, owner, balance, version }: VersionedAccount): VersionedAccount {
  return { id, owner, balance: Number(balance), version: Number(version) };
}
