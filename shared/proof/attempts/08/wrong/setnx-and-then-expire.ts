/**
 * Takes the lock with SETNX, and gives it a time to live with EXPIRE in the next line.
 *
 * Wrong: after a crash between the two commands the lock has no time to live, and never comes free.
 *
 * @race crashed-lock-owner-two-instances
 * @shows (SETNX lock:1.*crash|crash before: EXPIRE)
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
    new SetnxLock(client),
  );
}

class SetnxLock implements Lock {
  readonly #redis: Redis;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  async acquire(name: string): Promise<() => Promise<void>> {
    for (let polls = 0; polls < 12; polls += 1) {
      if ((await this.#redis.setNX(`lock:${name}`, 'taken')) === 1) {
        await this.#redis.expire(`lock:${name}`, 2);
        return async () => {
          await this.#redis.del(`lock:${name}`);
        };
      }
      await delay(250);
    }
    throw new Unavailable('too many changes of this account at the same time, try again');
  }
}
