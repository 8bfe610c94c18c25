/**
 * Counts before it adds, in one transaction, and takes a transaction for a critical section.
 *
 * Wrong: nothing keeps another opening out between the count and the commit.
 *
 * @race two-openings-one-owner-two-instances
 * @shows ann has 3 accounts.*count\(\*\).*count\(\*\).*INSERT account.*INSERT account
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { OpenAccounts, Resources } from '@workbook/domain';
import { connect, OwnerLockedAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends OwnerLockedAccounts {
  protected override async lockNewOwner(em: EntityManager, owner: string): Promise<void> {
    await em.execute('insert into owner (name) values (?) on conflict do nothing', [owner]);
  }
}
