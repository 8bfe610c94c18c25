/**
 * Locks both accounts of a transfer, the payer first, as the sentence goes. With one transfer at a
 * time nothing is ever wrong.
 *
 * Wrong: two crossed transfers take their locks in opposite orders and wait for each other in a
 * circle.
 *
 * @race crossed-transfers-two-instances
 * @shows deadlock: [AB] is cancelled
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { OpenAccounts, Resources } from '@workbook/domain';
import { connect, RowLockedAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends RowLockedAccounts {
  protected override async lockedPair(em: EntityManager, from: number, to: number) {
    return [await this.lockedRow(em, from), await this.lockedRow(em, to)] as const;
  }
}
