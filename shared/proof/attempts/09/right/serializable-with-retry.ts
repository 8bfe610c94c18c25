/**
 * Locks nothing, and lets the database find out whether the transactions fit together:
 * SERIALIZABLE, with a bounded number of new tries.
 */
import { type EntityManager, IsolationLevel } from '@mikro-orm/postgresql';
import type { OpenAccounts, Resources } from '@workbook/domain';
import { codeOf, connect, OwnerLockedAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

const maxTries = 10;

class Attempt extends OwnerLockedAccounts {
  protected override async transaction<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    const isolationLevel = IsolationLevel.SERIALIZABLE;
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.query((em) => em.transactional(work, { isolationLevel }));
      } catch (error) {
        if (!/^40/.test(codeOf(error)) || tries === maxTries) throw error;
      }
    }
  }

  protected override async lockNewOwner(em: EntityManager, owner: string): Promise<void> {
    await em.execute('insert into owner (name) values (?) on conflict do nothing', [owner]);
  }

  protected override async lockOwners(): Promise<void> {}
}
