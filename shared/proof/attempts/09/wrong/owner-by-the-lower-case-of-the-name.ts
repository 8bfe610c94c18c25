/**
 * Counts the accounts of "Ann" and "ann" together: a capital letter should not get an owner around the limit.
 *
 * Wrong: names are compared as they are written, and these are two owners.
 *
 * @race openings-by-one-owner-alone
 * @shows Ann
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import { checkAnotherAccount, type OpenAccounts, type Resources } from '@workbook/domain';
import { connect, OwnerLockedAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends OwnerLockedAccounts {
  protected override async checkAnother(em: EntityManager, owner: string): Promise<void> {
    const rows = await em.execute('select id from account where lower(owner) = lower(?)', [owner]);
    checkAnotherAccount(owner, rows.length);
  }
}
