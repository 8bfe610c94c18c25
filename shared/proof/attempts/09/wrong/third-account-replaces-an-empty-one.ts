/**
 * Makes room for a new account by closing one that holds nothing: nothing is lost.
 *
 * Wrong: an account is gone that no client has closed.
 *
 * @race openings-by-one-owner-alone
 * @shows ann's holidays
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { OpenAccounts, Resources } from '@workbook/domain';
import { AccountRow, connect, OwnerLockedAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends OwnerLockedAccounts {
  protected override async checkAnother(em: EntityManager, owner: string): Promise<void> {
    if ((await em.count(AccountRow, { owner })) > 1)
      await em.nativeDelete(AccountRow, { owner, balance: 0 });
    await super.checkAnother(em, owner);
  }
}
