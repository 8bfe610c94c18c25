/**
 * Puts locking into a function of its own, and as a lock needs a transaction, it opens one there.
 * It returns the row, locked.
 *
 * Wrong: the lock ends with the function's own transaction, before the row is changed in the next.
 *
 * @race lost-update-two-instances
 * @race overdraft-two-instances
 * @shows FOR UPDATE → balance 100.*COMMIT.*SELECT account 1 → balance 100
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { OpenAccounts, Resources } from '@workbook/domain';
import { AccountRow, connect, RowLockedAccounts, rowOf } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends RowLockedAccounts {
  protected override async lockedRow(em: EntityManager, id: number): Promise<AccountRow> {
    const balance = await this.query((own) =>
      own.transactional(async (tx) => (await super.lockedRow(tx, id)).balance),
    );
    const row = await rowOf(em, id);
    row.balance = balance;
    return row;
  }
}
