import { redisConnection } from '@workbook/explorer/redis-connection';
import { redisDatabaseIn } from '@workbook/services';

type Connection = ReturnType<typeof redisConnection>;

/**
 * Of the 16 databases that a Redis has, races use the first seven, and the next seven keep copies. All
 * are this run's own: on a server with other users, the gate before it has put empty ones in their place.
 */
const pairs = 7;

/** Which Redis database the worker with this number, counted from 0, may use. */
export function redisDatabaseOf(worker: number): number {
  return worker % pairs;
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

  /** `url` names a database that `redisDatabaseOf` has given. */
  static async open(url: string): Promise<RedisSnapshot> {
    const usedNumber = Number(new URL(url).pathname.slice(1) || 0) % pairs;
    const copyNumber = usedNumber + pairs;
    const used = redisConnection(url);
    const copy = redisConnection(redisDatabaseIn(url, copyNumber));
    await Promise.all([used.connect(), copy.connect()]);
    return new RedisSnapshot(used, copy, usedNumber, copyNumber);
  }

  /** Deletes all keys. */
  async clear(): Promise<void> {
    await this.#used.flushDb();
  }

  async record(): Promise<void> {
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

  /** What requests could find: all keys with their values, and how many seconds each has to live. Equal where that is. */
  async content(): Promise<string> {
    return JSON.stringify(await this.#used.eval(contentOfAll));
  }

  /**
   * Leaves the server as empty as it was found. Throws, as every flush does, when the gate has refused
   * something or has found keys of other users: what was measured since the last one does not count.
   */
  async leaveEmpty(): Promise<void> {
    this.#keys = [];
    await Promise.all([this.#used, this.#copy].map((one) => one.flushDb()));
  }

  /** Leaves the server empty, and closes the connections. Throws what `leaveEmpty` throws. */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.leaveEmpty();
    } finally {
      await Promise.all([this.#used, this.#copy].map((one) => one.close()));
    }
  }
}

/** Names, hashes of what they hold, and seconds; a value may be any bytes. */
const contentOfAll = `
local all = redis.call('KEYS', '*')
table.sort(all)
for i, key in ipairs(all) do
  local left = redis.call('PTTL', key)
  if left > 0 then left = math.ceil(left / 1000) end
  all[i] = {key, redis.sha1hex(redis.call('DUMP', key)), left}
end
return all`;
