/**
 * Stores every value with its version, by a script that keeps the newer of two, so that an old one
 * can never win.
 *
 * Wrong: while somebody with an old value is paused the newer one expires, and then there is
 * nothing to compare with.
 *
 * @race paused-client-two-instances
 * @shows ann holds 120, but a reader is told 70.*paused before: EVAL keep the newer
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { OpenAccounts, Resources, VersionedAccount } from '@workbook/domain';
import {
  accountOf,
  type Cache,
  CachedAccounts,
  connect,
  connectRedis,
  ifAvailable,
  type Redis,
  rowOf,
} from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({
  postgres,
  redis,
  screen,
}: Resources): Promise<OpenAccounts> {
  const client = await connectRedis(redis.url);
  return new Attempt(await connect(postgres), client, screen, new VersionedCache(client));
}

const keepNewer = `-- keep the newer --
  local known = redis.call('GET', KEYS[1])
  if known and cjson.decode(known).version >= tonumber(ARGV[2]) then return 0 end
  redis.call('SET', KEYS[1], ARGV[1], 'PX', 30000)
  return 1`;

class Attempt extends CachedAccounts {
  /** Changed accounts are stored, not forgotten: what is there is never older than what is stored. */
  protected override async locked<T>(ids: readonly number[], work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } finally {
      for (const id of ids) {
        const account = await this.query(async (em) => accountOf(await rowOf(em, id))).catch(
          () => {},
        );
        if (account) await store(this.redis, account);
      }
    }
  }

  protected override async fenced<T>(
    _ids: readonly number[],
    work: (em: EntityManager) => Promise<T>,
  ): Promise<T> {
    return this.query((em) => em.transactional(work));
  }
}

async function store(redis: Redis, account: VersionedAccount): Promise<void> {
  const [keys, texts] = [
    [`account:${account.id}`],
    [JSON.stringify(account), String(account.version)],
  ];
  await ifAvailable(redis.eval(keepNewer, { keys, arguments: texts }));
}

class VersionedCache implements Cache {
  readonly #redis: Redis;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  async find(id: number, read: () => Promise<VersionedAccount>): Promise<VersionedAccount> {
    const lease = { condition: 'NX', expiration: { type: 'PX', value: 2000 } } as const;
    for (let polls = 0; polls < 50; polls += 1) {
      const cached = await ifAvailable(this.#redis.get(`account:${id}`));
      if (cached) return JSON.parse(cached);
      const taken = await ifAvailable(this.#redis.set(`lease:${id}`, 'taken', lease));
      if (taken !== null) break;
      await delay(50);
    }
    const account = await read();
    await store(this.#redis, account);
    return account;
  }

  async forget(): Promise<void> {}
}
