/**
 * Deletes the cached value before the change as well as after it, which does no harm: whoever fills it in between has
 * its lease taken away after the commit.
 */
import type { OpenAccounts, Resources } from '@workbook/domain';
import { CachedAccounts, connect, connectRedis } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({
  postgres,
  redis,
  screen,
}: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), await connectRedis(redis.url), screen);
}

class Attempt extends CachedAccounts {
  protected override async locked<T>(ids: readonly number[], work: () => Promise<T>): Promise<T> {
    await this.cache.forget(ids);
    return super.locked(ids, work);
  }
}
