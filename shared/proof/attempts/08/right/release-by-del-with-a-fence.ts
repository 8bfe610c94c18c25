/**
 * Gives the lock back with DEL, which may hit somebody else's lock. That costs a wait or a new try
 * and nothing else, because the database checks the fence.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { type OpenAccounts, type Resources, Unavailable } from '@workbook/domain';
import {
  CachedAccounts,
  connect,
  connectRedis,
  ifAvailable,
  type Lock,
  type Redis,
} from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({
  postgres,
  redis,
  screen,
}: Resources): Promise<OpenAccounts> {
  const client = await connectRedis(redis.url);
  return new CachedAccounts(
    await connect(postgres),
    client,
    screen,
    undefined,
    new DeletedLock(client),
  );
}

class DeletedLock implements Lock {
  readonly #redis: Redis;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  async acquire(name: string): Promise<() => Promise<void>> {
    const options = { condition: 'NX', expiration: { type: 'PX', value: 2000 } } as const;
    for (let polls = 0; polls < 12; polls += 1) {
      const taken = await ifAvailable(this.#redis.set(`lock:${name}`, 'taken', options));
      if (taken === undefined) return async () => {};
      if (taken !== null) {
        return async () => {
          await ifAvailable(this.#redis.del(`lock:${name}`));
        };
      }
      await delay(250);
    }
    throw new Unavailable('too many changes of this account at the same time, try again');
  }
}
