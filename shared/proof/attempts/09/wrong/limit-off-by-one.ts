/**
 * Checks the limit by itself, with the count as it is before.
 *
 * Wrong: a third account is opened, by one client alone.
 *
 * @race openings-by-one-owner-alone
 * @shows ann's holidays
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import {
  maxAccountsOfOwner,
  type OpenAccounts,
  type Resources,
  TooManyAccounts,
} from '@workbook/domain';
import { AccountRow, connect, OwnerLockedAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends OwnerLockedAccounts {
  protected override async checkAnother(em: EntityManager, owner: string): Promise<void> {
    const count = await em.count(AccountRow, { owner });
    if (count > maxAccountsOfOwner) throw new TooManyAccounts(owner, maxAccountsOfOwner);
  }
}
