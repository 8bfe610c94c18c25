/**
 * Gets the owner's row, or creates it, as one does with any row.
 *
 * Wrong: two look and find nothing, and both insert.
 *
 * @race first-openings-two-instances
 * @shows 500 internal_error.*→ nothing.*→ nothing.*23505
 */
import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import type { OpenAccounts, Resources } from '@workbook/domain';
import { connect, OwnerLockedAccounts, OwnerRow } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends OwnerLockedAccounts {
  protected override async lockNewOwner(em: EntityManager, name: string): Promise<void> {
    const known = await em.findOne(OwnerRow, name, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (!known) await em.persist(em.create(OwnerRow, { name })).flush();
  }
}
