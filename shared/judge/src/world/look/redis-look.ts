import { redisConnection } from '@workbook/explorer/redis-connection';
import type { StoredKey } from './stored.ts';

/** Looks at the keys of one Redis database, over a connection of its own. */
export class RedisLook implements AsyncDisposable {
  readonly #client: ReturnType<typeof redisConnection>;
  readonly #seen = new Map<string, Seen>();
  #lookedMs = 0;
  #isLate = false;

  private constructor(client: ReturnType<typeof redisConnection>) {
    this.#client = client;
  }

  static async open(url: string): Promise<RedisLook> {
    const client = redisConnection(url);
    await client.connect();
    return new RedisLook(client);
  }

  /**
   * Whether a look of this run has come so late, on a machine that is busy, that it cannot be told how long a key had to
   * live when it was written.
   */
  get isLate(): boolean {
    return this.#isLate;
  }

  /**
   * All keys, by their names, at a time of the run's own clock. With `begins`, it is the first look of a run. Real time
   * goes by as well, most of it while it is looked, and must not count: it is given back to each key that expires.
   */
  async look(nowMs: number, begins: boolean): Promise<StoredKey[]> {
    const isLate = !begins && performance.now() - this.#lookedMs > 900;
    if (begins) this.#seen.clear();
    if (begins) this.#isLate = false;
    const names = (await this.#client.keys('*')).sort();
    const keys = await Promise.all(
      names.map(async (name) => {
        const [value, realMs] = await Promise.all([this.#valueOf(name), this.#client.pTTL(name)]);
        if (realMs < 0) return { name, value };
        const known = this.#seen.get(name);
        const expectedMs = (known?.endsMs ?? 0) - nowMs;
        const isNew = known?.value !== value || realMs > expectedMs;
        // What is written has whole seconds to live.
        const leftMs = isNew ? upToSeconds(realMs) : expectedMs;
        if (isNew && isLate) this.#isLate = true;
        this.#seen.set(name, { value, endsMs: nowMs + leftMs });
        return { name, value, leftMs };
      }),
    );
    for (const { name, leftMs } of keys)
      if (leftMs !== undefined) await this.#client.pExpire(name, Math.ceil(leftMs));
    this.#lookedMs = performance.now();
    return keys.map((key) => ({
      ...key,
      ...(key.leftMs !== undefined && { leftMs: upToSeconds(key.leftMs) }),
    }));
  }

  async #valueOf(name: string): Promise<string> {
    const type = await this.#client.type(name);
    if (type === 'string') return (await this.#client.get(name)) ?? '';
    if (type === 'hash') return JSON.stringify(await this.#client.hGetAll(name));
    if (type === 'list') return JSON.stringify(await this.#client.lRange(name, 0, -1));
    if (type === 'set') return JSON.stringify((await this.#client.sMembers(name)).sort());
    return type;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#client.close();
  }
}

/** A key as it was seen last. */
interface Seen {
  readonly value: string;
  /** When it expires, by the run's clock. */
  readonly endsMs: number;
}

const upToSeconds = (ms: number) => Math.ceil(ms / 1000) * 1000;
