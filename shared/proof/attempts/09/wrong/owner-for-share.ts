/**
 * The owner’s row never changes, so a shared lock on it is enough to count by.
 *
 * Wrong: shared locks do not exclude each other, and both openings count at once.
 *
 * @race two-openings-one-owner-two-instances
 * @shows ann has 3 accounts.*FOR SHARE.*FOR SHARE
 */
import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import type { OpenAccounts, Resources } from '@workbook/domain';
import { connect, OwnerLockedAccounts, OwnerRow } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends OwnerLockedAccounts {
  protected override async lockNewOwner(em: EntityManager, owner: string): Promise<void> {
    await em.execute('insert into owner (name) values (?) on conflict do nothing', [owner]);
    await em.findOneOrFail(OwnerRow, owner, { lockMode: LockMode.PESSIMISTIC_READ });
  }
}
