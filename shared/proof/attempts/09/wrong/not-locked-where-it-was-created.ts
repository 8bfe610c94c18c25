/**
 * Locks the owner's row where there is one. Where there is none it creates it, and needs no lock on what is its own.
 *
 * Wrong: where another opening was faster, the insert has waited and done nothing, and nothing is locked.
 *
 * @race three-openings-one-owner-two-instances
 * @shows ann has 3 accounts
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
    const known = await em.findOne(OwnerRow, owner, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (!known)
      await em.execute('insert into owner (name) values (?) on conflict do nothing', [owner]);
  }
}
