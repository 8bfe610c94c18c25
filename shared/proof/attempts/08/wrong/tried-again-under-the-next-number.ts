/**
 * Tries a change again that the database could not do, with a new number for the fence: whatever came with the
 * number before is refused from then on.
 *
 * Wrong: what was committed before is not refused any more, only what comes later. A COMMIT whose answer is lost
 * may have happened.
 *
 * @behaviour survives-a-lost-commit
 * @shows deposits is done once at most when the connection breaks before its commit is answered
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import { type OpenAccounts, type Resources, Unavailable } from '@workbook/domain';
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
  protected override async fenced<T>(
    ids: readonly number[],
    work: (em: EntityManager) => Promise<T>,
  ): Promise<T> {
    try {
      return await super.fenced(ids, work);
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      return await super.fenced(ids, work);
    }
  }
}
