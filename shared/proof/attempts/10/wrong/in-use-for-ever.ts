/**
 * Inserts the key, and takes a key that is there for one that is in use.
 *
 * Wrong: the first request has its answer, and the second one is told to come back, for ever.
 *
 * @race pressed-twice-two-instances
 * @shows 409 key_in_use
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
    if (await super.claim(em, key, asked)) return true;
    throw new KeyInUse(key);
  }
}
