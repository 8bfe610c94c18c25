/**
 * Already knows SELECT … FOR UPDATE, and lets the database do the locking.
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import type { OpenAccounts, Resources } from '@workbook/domain';
import { connect, LockedAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends LockedAccounts {
  protected override async locked<T>(
    ids: number[],
    work: (em: EntityManager) => Promise<T>,
  ): Promise<T> {
    return this.query((em) =>
      em.transactional(async (tx) => {
        for (const id of ids.toSorted((a, b) => a - b)) {
          await tx.execute('select id from account where id = ? for update', [id]);
        }
        return work(tx);
      }),
    );
  }
}
