/**
 * Refuses the third account as what it is for the caller: a conflict.
 *
 * Wrong: `conflict` says that another request was in the way and the same one may succeed; here none was.
 *
 * @race openings-by-one-owner-alone
 * @shows 409 conflict
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import { Conflict, maxAccountsOfOwner, type OpenAccounts, type Resources } from '@workbook/domain';
import { AccountRow, connect, OwnerLockedAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends OwnerLockedAccounts {
  protected override async checkAnother(em: EntityManager, owner: string): Promise<void> {
    const count = await em.count(AccountRow, { owner });
    if (count >= maxAccountsOfOwner) throw new Conflict(`${owner} has ${count} accounts`);
  }
}
