/**
 * Waits for the lock once, for a quarter of a second, and then answers 503: nobody should wait for
 * long.
 *
 * Wrong: the others need a little longer than that, and whoever waits is refused although it could
 * be served.
 *
 * @race lost-update-two-instances
 * @shows 503 unavailable
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
    new ImpatientLock(client),
  );
}

class ImpatientLock implements Lock {
  readonly #redis: Redis;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  async acquire(name: string): Promise<() => Promise<void>> {
    const options = { condition: 'NX', expiration: { type: 'PX', value: 2000 } } as const;
    const take = () => this.#redis.set(`lock:${name}`, 'taken', options);
    if (!(await take())) {
      await delay(250);
      if (!(await take())) throw new Unavailable();
    }
    return async () => {
      await this.#redis.del(`lock:${name}`);
    };
  }
}
