/**
 * Claims the key by a connection of its own, so that others see the claim while the work goes on.
 *
 * Wrong: each request holds one connection and waits for a second one.
 *
 * @race all-connections-taken
 * @shows timer of 3000 ms
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import { type OpenAccounts, type Resources } from '@workbook/domain';
import { connect, KeyedDatabaseAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends KeyedDatabaseAccounts {
  protected override async claim(_em: EntityManager, key: string, asked: string): Promise<boolean> {
    return super.claim(this.orm.em.fork(), key, asked);
  }
}
