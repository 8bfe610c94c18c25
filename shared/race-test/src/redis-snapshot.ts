import { ExplorationError, redisConnection } from '@workbook/explorer';

type Connection = ReturnType<typeof redisConnection>;

/** Of the 16 databases that a Redis has, races use the first seven, and the next seven keep copies. */
const pairs = 7;

/** The last database holds nothing but the word that the others may be emptied. */
const wordDatabase = 15;
const word = 'workbook:may-empty-this-redis';
const wordTtlSeconds = 3600;

/** Which Redis database the worker with this number, counted from 0, may use. */
export function redisDatabaseOf(worker: number): number {
  return worker % pairs;
}

/**
 * Makes sure that nothing is lost when the databases of the Redis at `url` are emptied: that it was
 * empty when the workbook came, or was left behind by the workbook. Throws `ExplorationError` else.
 */
export async function claimRedis(url: string): Promise<void> {
  const redis = redisConnection(redisDatabaseIn(url, wordDatabase));
  await redis.connect();
  try {
    // Said again, so that it lasts as long as somebody works here.
    if (await redis.expire(word, wordTtlSeconds)) return;
    const keys = keysIn(await redis.info('keyspace'));
    // Somebody else may have said the word since, and begun to work.
    if (keys > 0 && !(await redis.exists(word)))
      throw new ExplorationError(
        `the Redis that REDIS_URL names holds ${keys} keys, and races would delete them: name an empty one, or empty it by FLUSHALL if nobody needs them`,
      );
    await redis.set(word, 'yes', { expiration: { type: 'EX', value: wordTtlSeconds } });
  } finally {
    redis.destroy();
  }
}

function keysIn(keyspace: string): number {
  return [...keyspace.matchAll(/^db\d+:keys=(\d+)/gm)].reduce(
    (sum, [, keys]) => sum + Number(keys),
    0,
  );
}

/** The database of this number in the Redis at `url`. */
export function redisDatabaseIn(url: string, number: number): string {
  const own = new URL(url);
  own.pathname = `/${number}`;
  return own.href;
}

/** Brings one Redis database back to a recorded state, by a copy of it in another one. */
export class RedisSnapshot implements AsyncDisposable {
  readonly #used: Connection;
  readonly #copy: Connection;
  readonly #usedNumber: number;
  readonly #copyNumber: number;
  #keys: string[] = [];

  private constructor(used: Connection, copy: Connection, usedNumber: number, copyNumber: number) {
    this.#used = used;
    this.#copy = copy;
    this.#usedNumber = usedNumber;
    this.#copyNumber = copyNumber;
  }

  /** `url` names a database that `redisDatabaseOf` has given. Throws when that cannot be emptied. */
  static async open(url: string): Promise<RedisSnapshot> {
    await claimRedis(url);
    const usedNumber = Number(new URL(url).pathname.slice(1) || 0) % pairs;
    const copyNumber = usedNumber + pairs;
    const used = redisConnection(url);
    const copy = redisConnection(redisDatabaseIn(url, copyNumber));
    await Promise.all([used.connect(), copy.connect()]);
    return new RedisSnapshot(used, copy, usedNumber, copyNumber);
  }

  async clear(): Promise<void> {
    await this.#used.flushDb();
  }

  async take(): Promise<void> {
    await this.#copy.flushDb();
    this.#keys = (await this.#used.keys('*')).sort();
    for (const key of this.#keys)
      await this.#used.copy(key, key, { DB: this.#copyNumber, REPLACE: true });
  }

  async restore(): Promise<void> {
    await this.#used.flushDb();
    for (const key of this.#keys)
      await this.#copy.copy(key, key, { DB: this.#usedNumber, REPLACE: true });
  }

  /** Leaves the server as empty as it was found. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.#used, this.#copy].map((one) => one.flushDb()));
    await Promise.all([this.#used.close(), this.#copy.close()]);
  }
}
