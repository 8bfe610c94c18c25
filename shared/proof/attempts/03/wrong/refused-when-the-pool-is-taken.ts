/**
 * Counts the requests that are at work, and turns away the one that would have to wait for a
 * connection: better a quick 503 than a queue.
 *
 * Wrong: a request that comes while all connections are taken is refused, although one comes free in a
 * moment.
 *
 * @behaviour serves-more-than-the-pool
 * @shows expected that 6 deposits at once are all answered 200 .* and 4 were
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import { type OpenAccounts, type Resources, Unavailable } from '@workbook/domain';
import { connect, DatabaseAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  const attempt = new Attempt(await connect(postgres), screen);
  attempt.free = postgres.poolSize;
  return attempt;
}

class Attempt extends DatabaseAccounts {
  free = 0;

  protected override async query<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    if (this.free === 0) throw new Unavailable('all connections are taken, try again');
    this.free -= 1;
    try {
      return await super.query(work);
    } finally {
      this.free += 1;
    }
  }
}
