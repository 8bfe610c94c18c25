/**
 * Locks the whole table, so that nothing can be forgotten, and takes SHARE MODE because it sounds
 * polite.
 *
 * Wrong: two transactions can hold SHARE at once, and then neither may write before the other ends.
 *
 * @race lost-update-two-instances
 * @race overdraft-two-instances
 * @shows lock table account IN SHARE mode.*deadlock: [AB] is cancelled
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { OpenAccounts, Resources } from '@workbook/domain';
import { connect, RowLockedAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends RowLockedAccounts {
  protected override async transaction<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    return super.transaction(async (em) => {
      await em.execute('lock table account in share mode');
      return work(em);
    });
  }
}
