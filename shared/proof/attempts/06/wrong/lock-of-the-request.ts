/**
 * Uses an advisory lock, which needs no row, and gives every request a number of its own so that no
 * two get mixed up.
 *
 * Wrong: a lock that is named after the request is never shared with anybody, so nobody waits.
 *
 * @race lost-update-two-instances
 * @race overdraft-two-instances
 * @shows pg_advisory_xact_lock.*SELECT account 1 → balance 100.*SELECT account 1 → balance 100
 */

import { randomInt } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { OpenAccounts, Resources } from '@workbook/domain';
import { AccountRow, connect, RowLockedAccounts, rowOf } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends RowLockedAccounts {
  protected override async lockedRow(em: EntityManager, id: number): Promise<AccountRow> {
    await em.execute('select pg_advisory_xact_lock(?)', [randomInt(2 ** 40)]);
    return rowOf(em, id);
  }
}
