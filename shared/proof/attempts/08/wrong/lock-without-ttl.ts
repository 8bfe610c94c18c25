/**
 * Takes the lock with SET NX, and gives it back in a finally block, so that it needs no time to
 * live.
 *
 * Wrong: no finally block runs in a process that has crashed, and its lock stays for ever.
 *
 * @race crashed-lock-owner-two-instances
 * @shows SET lock:1.*crash
 */
import { setTimeout as delay } from 'node:timers/promises';
import { type OpenAccounts, type Resources, Unavailable } from '@workbook/domain';
import { CachedAccounts, connect, connectRedis, type Lock, type Redis } from '../base.ts';

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
    new EndlessLock(client),
  );
}

class EndlessLock implements Lock {
  readonly #redis: Redis;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  async acquire(name: string): Promise<() => Promise<void>> {
    for (let polls = 0; polls < 12; polls += 1) {
      if (await this.#redis.set(`lock:${name}`, 'taken', { condition: 'NX' })) {
        return async () => {
          await this.#redis.del(`lock:${name}`);
        };
      }
      await delay(250);
    }
    throw new Unavailable('too many changes of this account at the same time, try again');
  }
}
