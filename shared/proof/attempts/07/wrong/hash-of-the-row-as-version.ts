/**
 * Stores no version: a hash of what the row holds tells as well whether it has changed, as a weak ETag does.
 *
 * Wrong: a row that was changed there and back has the hash that it had before.
 *
 * @race edit-after-there-and-back-two-instances
 * @shows deposit 50 to ann if unchanged
 */
import { crc32 } from 'node:zlib';
import {
  type Account,
  AccountNotEmpty,
  balanceAfterDeposit,
  balanceAfterWithdrawal,
  Conflict,
  checkAmount,
  checkOwner,
  checkTransfer,
  type OpenAccounts,
  type Resources,
  type VersionedAccount,
  type VersionedAccounts,
  VersionMismatch,
} from '@workbook/domain';
import type pg from 'pg';
import { columns, found, poolOf, RawAccounts, refuse, rowsIn } from '../../03/raw.ts';

export { createSchema, needs } from '../../03/raw.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(poolOf(postgres), screen);
}

class TooLate extends Error {
  override readonly name = 'TooLate';
}

class Attempt extends RawAccounts implements VersionedAccounts {
  override async open(owner: string, opening: number): Promise<VersionedAccount> {
    return versioned(await super.open(owner, opening));
  }

  override async find(id: number): Promise<VersionedAccount> {
    return versioned(await super.find(id));
  }

  override async list(): Promise<VersionedAccount[]> {
    return (await super.list()).map(versioned);
  }

  async deposit(id: number, amount: number, expected?: number): Promise<VersionedAccount> {
    checkAmount(amount);
    return this.#again(async () => {
      const account = await this.#expected(id, expected);
      return this.#swap(this.pool, account, { balance: balanceAfterDeposit(account, amount) });
    });
  }

  async withdraw(id: number, amount: number, expected?: number): Promise<VersionedAccount> {
    checkAmount(amount);
    await this.screen({ kind: 'withdrawal', account: id, amount });
    return this.#again(async () => {
      const account = await this.#expected(id, expected);
      return this.#swap(this.pool, account, { balance: balanceAfterWithdrawal(account, amount) });
    });
  }

  async transfer(from: number, to: number, amount: number) {
    checkTransfer(from, to, amount);
    await this.screen({ kind: 'transfer', account: from, to, amount });
    return this.#again(async () => {
      const debited = await this.find(from);
      const credited = await this.find(to);
      const swaps = [
        [debited, balanceAfterWithdrawal(debited, amount)] as const,
        [credited, balanceAfterDeposit(credited, amount)] as const,
      ].sort(([a], [b]) => a.id - b.id);
      return this.transaction(async (client) => {
        const after = new Map<number, VersionedAccount>();
        for (const [account, balance] of swaps)
          after.set(account.id, await this.#swap(client, account, { balance }));
        return {
          from: after.get(from) as VersionedAccount,
          to: after.get(to) as VersionedAccount,
        };
      });
    });
  }

  async rename(id: number, owner: string, expected: number): Promise<VersionedAccount> {
    checkOwner(owner);
    return this.#again(async () =>
      this.#swap(this.pool, await this.#expected(id, expected), { owner }),
    );
  }

  override async close(id: number, expected?: number): Promise<void> {
    return this.#again(async () => {
      const account = await this.#expected(id, expected);
      if (account.balance > 0) throw new AccountNotEmpty(id);
      const remove = 'delete from account where id = $1 and owner = $2 and balance = $3';
      const { rowCount } = await this.query(remove, [id, account.owner, account.balance]);
      if (rowCount === 0) throw new TooLate();
    });
  }

  async #expected(id: number, expected?: number): Promise<VersionedAccount> {
    const account = await this.find(id);
    if (expected !== undefined && account.version !== expected)
      throw new VersionMismatch(id, expected);
    return account;
  }

  async #again<T>(work: () => Promise<T>): Promise<T> {
    for (let tries = 0; tries < 5; tries += 1) {
      try {
        return await work();
      } catch (error) {
        if (!(error instanceof TooLate)) throw error;
      }
    }
    throw new Conflict();
  }

  async #swap(
    client: pg.Pool | pg.PoolClient,
    before: Account,
    change: Partial<Account>,
  ): Promise<VersionedAccount> {
    const after = { ...before, ...change };
    const update = `update account set owner = $4, balance = $5
      where id = $1 and owner = $2 and balance = $3 returning ${columns}`;
    const values = [before.id, before.owner, before.balance, after.owner, after.balance];
    const [row] = rowsIn(await client.query(update, values).catch(refuse));
    if (!row) throw new TooLate();
    return versioned(found(before.id, row));
  }
}

function versioned({ id, owner, balance }: Account): VersionedAccount {
  return { id, owner, balance, version: crc32(JSON.stringify([owner, balance])) };
}
