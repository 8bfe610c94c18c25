/**
 * Lets no request wait for another one with its key: an advisory lock that is not free means that the first is at work.
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import { KeyInUse, type OpenAccounts, type Resources } from '@workbook/domain';
import { connect, KeyedDatabaseAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends KeyedDatabaseAccounts {
  protected override async claim(em: EntityManager, key: string, asked: string): Promise<boolean> {
    const [lock] = await em.execute<{ free: boolean }[]>(
      'select pg_try_advisory_xact_lock(hashtextextended(?, 0)) as free',
      [key],
    );
    if (!lock?.free) throw new KeyInUse(key);
    return super.claim(em, key, asked);
  }
}
