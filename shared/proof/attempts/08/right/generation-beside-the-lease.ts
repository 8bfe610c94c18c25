/**
 * Gives every account a generation in Redis, which each change raises once it is committed. A reader notes the generation
 * before it reads, and a script stores what it has read only while that is still the generation.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { OpenAccounts, Resources, VersionedAccount } from '@workbook/domain';
import {
  type Cache,
  CachedAccounts,
  connect,
  connectRedis,
  ifAvailable,
  type Redis,
} from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({
  postgres,
  redis,
  screen,
}: Resources): Promise<OpenAccounts> {
  const client = await connectRedis(redis.url);
  return new CachedAccounts(await connect(postgres), client, screen, new Generations(client));
}

const look = `-- look --
  local value = redis.call('GET', KEYS[1])
  if value then return {'value', value} end
  if not redis.call('SET', KEYS[2], ARGV[1], 'NX', 'PX', 2000) then return {'busy', ''} end
  return {'leased', redis.call('GET', KEYS[3]) or '0'}`;

const fill = `-- fill --
  if redis.call('GET', KEYS[2]) ~= ARGV[1] then return 0 end
  redis.call('DEL', KEYS[2])
  if (redis.call('GET', KEYS[3]) or '0') ~= ARGV[2] or ARGV[3] == '' then return 0 end
  redis.call('SET', KEYS[1], ARGV[3], 'PX', 30000)
  return 1`;

const raise = `-- raise --
  redis.call('INCR', KEYS[3])
  redis.call('PEXPIRE', KEYS[3], 3600000)
  return redis.call('DEL', KEYS[1], KEYS[2])`;

class Generations implements Cache {
  readonly #redis: Redis;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  async find(id: number, read: () => Promise<VersionedAccount>): Promise<VersionedAccount> {
    const keys = keysOf(id);
    const token = randomUUID();
    for (let polls = 0; polls < 50; polls += 1) {
      const looked = this.#redis.eval(look, { keys, arguments: [token] });
      const [found, text = ''] = ((await ifAvailable(looked)) ?? []) as string[];
      if (found === undefined) return read();
      if (found === 'value') return JSON.parse(text);
      if (found === 'leased') return this.#filled(keys, [token, text], read);
      await delay(50);
    }
    return read();
  }

  async forget(ids: readonly number[]): Promise<void> {
    for (const id of ids)
      await ifAvailable(this.#redis.eval(raise, { keys: keysOf(id), arguments: [] }));
  }

  async #filled(
    keys: string[],
    claim: string[],
    read: () => Promise<VersionedAccount>,
  ): Promise<VersionedAccount> {
    let text = '';
    try {
      const account = await read();
      text = JSON.stringify(account);
      return account;
    } finally {
      await ifAvailable(this.#redis.eval(fill, { keys, arguments: [...claim, text] }));
    }
  }
}

const keysOf = (id: number) => [`account:${id}`, `lease:${id}`, `generation:${id}`];
