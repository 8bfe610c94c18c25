/**
 * Only the payer's accounts can fall below zero, so only that owner is locked.
 *
 * Wrong: the account that gets the money is read without a lock, and written back.
 *
 * @race transfer-and-deposit-two-instances
 * @shows FOR UPDATE.*SELECT account
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { OpenAccounts, Resources } from '@workbook/domain';
import { connect, OwnerLockedAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends OwnerLockedAccounts {
  protected override async lockOwners(em: EntityManager, [payer]: number[]): Promise<void> {
    if (payer !== undefined) await super.lockOwners(em, [payer]);
  }
}
