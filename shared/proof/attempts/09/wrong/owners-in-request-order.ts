/**
 * Locks the two owners of a transfer, the payer first, as the sentence goes.
 *
 * Wrong: two crossed transfers wait for each other in a circle.
 *
 * @race crossed-transfers-two-instances
 * @shows deadlock: [AB] is cancelled
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { OpenAccounts, Resources } from '@workbook/domain';
import { connect, OwnerLockedAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends OwnerLockedAccounts {
  protected override async lockOwners(em: EntityManager, ids: number[]): Promise<void> {
    for (const id of ids) await super.lockOwners(em, [id]);
  }
}
