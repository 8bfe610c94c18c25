/**
 * Locks all accounts of the owner before it counts them: what is counted cannot change any more.
 *
 * Wrong: the account that the other client is about to add is not there to be locked.
 *
 * @race two-openings-one-owner-two-instances
 * @shows ann has 3 accounts.*FOR UPDATE.*FOR UPDATE … waits for
 */
import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import { checkAnotherAccount, type OpenAccounts, type Resources } from '@workbook/domain';
import { AccountRow, connect, OwnerLockedAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends OwnerLockedAccounts {
  protected override async lockNewOwner(em: EntityManager, owner: string): Promise<void> {
    await em.execute('insert into owner (name) values (?) on conflict do nothing', [owner]);
  }

  protected override async checkAnother(em: EntityManager, owner: string): Promise<void> {
    const lockMode = LockMode.PESSIMISTIC_WRITE;
    const rows = await em.find(AccountRow, { owner }, { lockMode, orderBy: { id: 'asc' } });
    checkAnotherAccount(owner, rows.length);
  }
}
