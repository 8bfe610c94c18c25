import { setTimeout as delay } from 'node:timers/promises';
import {
  DriverException,
  defineEntity,
  type EntityManager,
  MikroORM,
  OptimisticLockError,
  p,
} from '@mikro-orm/postgresql';
import {
  AccountNotEmpty,
  balanceAfterDeposit,
  balanceAfterWithdrawal,
  Conflict,
  checkAmount,
  checkOpening,
  checkOwner,
  checkTransfer,
  type OpenAccounts,
  type Resources,
  type Screen,
  Unavailable,
  UnknownAccount,
  type VersionedAccount,
  type VersionedAccounts,
  VersionMismatch,
} from '@workbook/domain';
import { createTables } from '@workbook/schema';
import { AccountCache } from './account-cache.ts';
import { connectRedis, type Redis } from './redis.ts';
import { RedisLock } from './redis-lock.ts';

/** The services that this step's storage lives on. */
export const needs = ['postgres', 'redis'] as const;

/** How often a change is tried before its user is told that the account is too busy. */
const maxTries = 5;
/** The longest wait before the second try; it doubles with each further try. */
const backoffMs = 10;

const AccountSchema = defineEntity({
  name: 'AccountRow',
  tableName: 'account',
  properties: {
    id: p.integer().primary().autoincrement(),
    owner: p.string(),
    balance: p.bigint('number'),
    /** Counts the changes: an UPDATE names the version that it was computed from, in its WHERE. */
    version: p.integer().version(),
    /** The highest fencing token that has changed this account. */
    fence: p.bigint('number').default(0),
  },
});

class AccountRow extends AccountSchema.class {}
AccountSchema.setClass(AccountRow);

/** Creates the table and the sequence in an empty database. Any other stays as it is: an error. */
export async function createSchema({ postgres }: Resources): Promise<void> {
  await using orm = await connect(postgres);
  await createTables(orm, { sequences: ['fencing_token'] });
}

export async function createAccounts({
  postgres,
  redis,
  screen,
}: Resources): Promise<OpenAccounts> {
  return new DatabaseAccounts(await connect(postgres), await connectRedis(redis.url), screen);
}

async function connect({ url, poolSize, lockTimeoutMs }: Resources['postgres']): Promise<MikroORM> {
  const orm = await MikroORM.init({
    entities: [AccountRow],
    clientUrl: url,
    pool: { max: poolSize },
    driverOptions: { connectionTimeoutMillis: 3000, lock_timeout: lockTimeoutMs },
  });
  // Better to learn now that the database cannot be reached than from the first user.
  await orm.connect();
  return orm;
}

class DatabaseAccounts implements VersionedAccounts, AsyncDisposable {
  readonly #orm: MikroORM;
  readonly #redis: Redis;
  readonly #cache: AccountCache;
  readonly #lock: RedisLock;
  readonly #screen: Screen;

  constructor(orm: MikroORM, redis: Redis, screen: Screen) {
    this.#orm = orm;
    this.#redis = redis;
    this.#cache = new AccountCache(redis);
    this.#lock = new RedisLock(redis);
    this.#screen = screen;
  }

  async open(owner: string, opening: number): Promise<VersionedAccount> {
    checkOpening(owner, opening);
    await this.#screen({ kind: 'opening', owner, amount: opening });
    return this.#query(async (em) => {
      const row = em.create(AccountRow, { owner, balance: opening });
      await em.flush();
      return accountOf(row);
    });
  }

  async find(id: number): Promise<VersionedAccount> {
    return this.#cache.find(id, () => this.#query(async (em) => accountOf(await rowOf(em, id))));
  }

  async list(): Promise<VersionedAccount[]> {
    return this.#query(async (em) => {
      const rows = await em.findAll(AccountRow, { orderBy: { id: 'asc' } });
      return rows.map(accountOf);
    });
  }

  async deposit(id: number, amount: number, expectedVersion?: number): Promise<VersionedAccount> {
    checkAmount(amount);
    return this.#change([id], async (em) => {
      const row = await rowOf(em, id, expectedVersion);
      row.balance = balanceAfterDeposit(row, amount);
      await em.flush();
      return accountOf(row);
    });
  }

  async withdraw(id: number, amount: number, expectedVersion?: number): Promise<VersionedAccount> {
    checkAmount(amount);
    await this.#screen({ kind: 'withdrawal', account: id, amount });
    return this.#change([id], async (em) => {
      const row = await rowOf(em, id, expectedVersion);
      row.balance = balanceAfterWithdrawal(row, amount);
      await em.flush();
      return accountOf(row);
    });
  }

  async transfer(
    from: number,
    to: number,
    amount: number,
  ): Promise<{ from: VersionedAccount; to: VersionedAccount }> {
    checkTransfer(from, to, amount);
    await this.#screen({ kind: 'transfer', account: from, to, amount });
    return this.#change([from, to], async (em) => {
      const debited = await rowOf(em, from);
      const credited = await rowOf(em, to);
      const balances = new Map([
        [debited, balanceAfterWithdrawal(debited, amount)],
        [credited, balanceAfterDeposit(credited, amount)],
      ]);
      // One flush for each row: for several rows at once MikroORM compares the versions in a SELECT,
      // and then updates without them. In the order of the ids, so that no two wait in a circle.
      for (const [row, balance] of [...balances].sort(([a], [b]) => a.id - b.id)) {
        row.balance = balance;
        await em.flush();
      }
      return { from: accountOf(debited), to: accountOf(credited) };
    });
  }

  async rename(id: number, owner: string, expectedVersion: number): Promise<VersionedAccount> {
    checkOwner(owner);
    return this.#change([id], async (em) => {
      const row = await rowOf(em, id, expectedVersion);
      row.owner = owner;
      await em.flush();
      return accountOf(row);
    });
  }

  async close(id: number, expectedVersion?: number): Promise<void> {
    return this.#change([id], async (em) => {
      const row = await rowOf(em, id, expectedVersion);
      if (row.balance > 0) throw new AccountNotEmpty(id);
      const deleted = await em.nativeDelete(AccountRow, { id, version: row.version });
      if (deleted === 0)
        throw new OptimisticLockError('the account was changed before it was closed');
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#redis.destroy();
    await this.#orm.close();
  }

  /**
   * Changes accounts, one process at a time as far as the lock reaches, and forgets what the cache
   * says of them. A change that finds that another was faster begins anew, lock and all.
   */
  async #change<T>(ids: number[], work: (em: EntityManager) => Promise<T>): Promise<T> {
    const ordered = ids.toSorted((a, b) => a - b);
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.#locked(ordered, () => this.#fenced(ordered, work));
      } catch (error) {
        if (!(error instanceof OptimisticLockError)) throw error;
        if (tries === maxTries) throw new Conflict(undefined, { cause: error });
        // A random wait: two that have collided would otherwise collide again.
        await delay(Math.random() * backoffMs * 2 ** (tries - 1));
      }
    }
  }

  async #locked<T>(ids: readonly number[], work: () => Promise<T>): Promise<T> {
    const releases: (() => Promise<void>)[] = [];
    try {
      for (const id of ids) releases.push(await this.#lock.acquire(String(id)));
      // Your task 4: what the cache says of these accounts is not true any more. From when on?
      return await work();
    } finally {
      for (const release of releases) await release();
    }
  }

  async #fenced<T>(ids: readonly number[], work: (em: EntityManager) => Promise<T>): Promise<T> {
    return this.#query(async (em) => {
      return em.transactional(async (tx) => {
        // Your task 6: the lock may be lost without our knowing. What must be written to the rows of
        // these accounts before `work` reads them? The table has a column `fence`, and the database a
        // sequence `fencing_token`.
        return work(tx);
      });
    });
  }

  /** Every call works on an entity manager of its own: rows that another call has read are not shared. */
  async #query<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    try {
      return await work(this.#orm.em.fork());
    } catch (error) {
      throw refusalOf(error);
    }
  }
}

/** The row; an edit that spans two requests says which version it was decided on. */
async function rowOf(em: EntityManager, id: number, expectedVersion?: number): Promise<AccountRow> {
  const row = await em.findOne(AccountRow, id);
  if (!row) throw new UnknownAccount(id);
  if (expectedVersion !== undefined && row.version !== expectedVersion) {
    throw new VersionMismatch(id, expectedVersion);
  }
  return row;
}

function accountOf({ id, owner, balance, version }: AccountRow): VersionedAccount {
  return { id, owner, balance, version };
}

/** Classes 22, 23 and 42 are our own mistakes; whatever else the database reports may pass by itself. */
function refusalOf(error: unknown): unknown {
  if (!isOfDatabase(error) || /^(22|23|42)/.test(error.code ?? '')) return error;
  return new Unavailable('the database cannot do this now, try again', { cause: error });
}

/** MikroORM wraps what a statement reports; BEGIN, COMMIT and the pool report in the driver's own errors. */
function isOfDatabase(error: unknown): error is Error & { readonly code?: string } {
  if (error instanceof DriverException) return true;
  const names = ['Error', 'error', 'AggregateError', 'AbortedTransactionError'];
  return error instanceof Error && names.includes(error.name);
}
