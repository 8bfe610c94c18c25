import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Resources } from '@workbook/domain';
import { type StorageUrls, yieldPoint } from '@workbook/explorer';
import pg from 'pg';
import type { createClient } from 'redis';
import { loadStep } from '../world/load-step.ts';

/** A connection to the database, and one to the cache. */
export interface Stores {
  readonly database: pg.Client;
  readonly cache: ReturnType<typeof createClient>;
}

/** Where protocols run: a database and a Redis database that belong to them alone. */
export type ProtocolUrls = Required<StorageUrls>;

/** One process that withdraws. */
export interface Writer {
  /** Returns false when it refuses. */
  withdraw(amount: number): Promise<boolean>;
  close(): Promise<void>;
}

/** A way to withdraw money from a balance that stands in PostgreSQL and in a cache. */
export interface Protocol {
  readonly name: string;
  /** The order of its operations. */
  readonly order: string;
  /** What crashes and pauses leave wrong, as it was worked out by hand. */
  readonly claimed: string;
  /** Makes account 1 hold `opening`, in both stores. */
  prepare(stores: Stores, urls: ProtocolUrls, opening: number): Promise<void>;
  open(urls: ProtocolUrls): Promise<Writer>;
}

/** Connects to both stores. */
export async function connectStores({ postgresUrl, redisUrl }: ProtocolUrls): Promise<Stores> {
  const database = new pg.Client({ connectionString: postgresUrl });
  database.on('error', () => {});
  // Most processes that load this file do not need Redis, and the library is six hundred files.
  const { createClient } = await import('redis');
  const cache = createClient({ url: redisUrl });
  cache.on('error', () => {});
  await Promise.all([database.connect(), cache.connect()]);
  return { database, cache: cache as Stores['cache'] };
}

/** Closes both connections, also those that a crash has cut. */
export async function closeStores({ database, cache }: Stores): Promise<void> {
  if (cache.isOpen) cache.destroy();
  // A connection that a crash has cut needs no goodbye.
  await database.end().catch(() => {});
}

interface StudiedProtocol {
  readonly name: string;
  readonly order: string;
  readonly claimed: string;
  withdraw(stores: Stores, amount: number): Promise<boolean>;
}

function studied({ withdraw, ...words }: StudiedProtocol): Protocol {
  return {
    ...words,
    async prepare({ database, cache }, _urls, opening) {
      await database.query(
        'create table if not exists account (id int primary key, balance int not null)',
      );
      await database.query('truncate account');
      await database.query('insert into account values (1, $1)', [opening]);
      await cache.set(key, String(opening));
    },
    async open(urls) {
      const stores = await connectStores(urls);
      return { withdraw: (amount) => withdraw(stores, amount), close: () => closeStores(stores) };
    },
  };
}

/** What a step of the course does, as a protocol. `file` is its code. */
export async function protocolOfStep(name: string, file: string): Promise<Protocol> {
  const { createSchema, createAccounts } = await loadStep(file, 'crashes');
  const resourcesOf = ({ postgresUrl, redisUrl }: ProtocolUrls): Resources => ({
    screen: () => yieldPoint('screening', async () => {}),
    postgres: { url: postgresUrl, poolSize: 4, lockTimeoutMs: 2000 },
    redis: { url: redisUrl },
    dataFolder: '',
  });
  return {
    name,
    order:
      'lock · fencing token · BEGIN · raise fence · SELECT · save to DB · COMMIT · delete from cache · release lock',
    claimed: 'not worked out',
    async prepare({ database, cache }, urls, opening) {
      await createSchema?.(resourcesOf(urls));
      await database.query('truncate account restart identity');
      await database.query('alter sequence fencing_token restart');
      await database.query("insert into account (owner, balance) values ('ann', $1)", [opening]);
      await cache.set(key, JSON.stringify({ id: 1, owner: 'ann', balance: opening, version: 1 }), {
        expiration: { type: 'PX', value: 30_000 },
      });
    },
    async open(urls) {
      const accounts = await createAccounts(resourcesOf(urls));
      return {
        withdraw: (amount) =>
          accounts.withdraw(1, amount).then(
            () => true,
            () => false,
          ),
        close: async () => accounts[Symbol.asyncDispose](),
      };
    },
  };
}

/** How long the protocols' lock in the cache lasts. */
const lockTtlMs = 3000;

const key = 'account:1';
const lockKey = 'lock:1';

async function balanceForUpdate({ database }: Stores): Promise<number> {
  const { rows } = await database.query('select balance from account where id = 1 for update');
  return rows[0].balance;
}

const saveToDatabase = ({ database }: Stores, balance: number) =>
  database.query('update account set balance = $1 where id = 1', [balance]);

const saveToCache = ({ cache }: Stores, balance: number) => cache.set(key, String(balance));

const databaseFirst: StudiedProtocol = {
  name: 'database first',
  order: 'BEGIN · SELECT FOR UPDATE · save to DB · save to cache · COMMIT',
  claimed: '5 right, 2 wrong: during and after "save to cache", before COMMIT',
  async withdraw(stores, amount) {
    await stores.database.query('begin');
    const balance = (await balanceForUpdate(stores)) - amount;
    await saveToDatabase(stores, balance);
    await saveToCache(stores, balance);
    await stores.database.query('commit');
    return true;
  },
};

const cacheFirst: StudiedProtocol = {
  name: 'cache first',
  order: 'BEGIN · SELECT FOR UPDATE · save to cache · save to DB · COMMIT',
  claimed: '3 right, 4 wrong',
  async withdraw(stores, amount) {
    await stores.database.query('begin');
    const balance = (await balanceForUpdate(stores)) - amount;
    await saveToCache(stores, balance);
    await saveToDatabase(stores, balance);
    await stores.database.query('commit');
    return true;
  },
};

/** The lock as such protocols have it: `DEL` gives it back, even if another writer holds it by then. */
async function lock({ cache }: Stores): Promise<void> {
  for (;;) {
    const options = { condition: 'NX', expiration: { type: 'PX', value: lockTtlMs } } as const;
    if ((await cache.set(lockKey, randomUUID(), options)) !== null) return;
    await delay(500);
  }
}

async function withCacheLock(
  stores: Stores,
  amount: number,
  mayCommit: (startMs: number) => boolean,
): Promise<boolean> {
  await stores.database.query('begin');
  await lock(stores);
  const startMs = Date.now();
  const { rows } = await stores.database.query('select balance from account where id = 1');
  const balance = rows[0].balance - amount;
  await saveToDatabase(stores, balance);
  await saveToCache(stores, balance);
  const committed = mayCommit(startMs);
  await stores.database.query(committed ? 'commit' : 'rollback');
  await stores.cache.del(lockKey);
  return committed;
}

const cacheLock: StudiedProtocol = {
  name: 'with cache lock',
  order: 'BEGIN · lock with TTL · SELECT · save to DB · save to cache · COMMIT · delete lock',
  claimed: 'as database first',
  withdraw: (stores, amount) => withCacheLock(stores, amount, () => true),
};

const timerCheck: StudiedProtocol = {
  name: 'with cache lock and timer check',
  order:
    'as with cache lock, and roll back before COMMIT if it slept for longer than the lock lasts',
  claimed: 'wrong when the pause is during "save to cache", or after the timer check',
  withdraw: (stores, amount) =>
    withCacheLock(stores, amount, (startMs) => Date.now() - startMs < lockTtlMs),
};

/** Four protocols that are often proposed. */
export const studiedProtocols: readonly Protocol[] = [
  databaseFirst,
  cacheFirst,
  cacheLock,
  timerCheck,
].map(studied);
