/**
 * Answers every request within five seconds, as a proxy in front of a service does.
 *
 * Wrong: who was told that it cannot be done now is served all the same, later.
 *
 * @race lost-update
 * @shows timer of 5000 ms.*503 unavailable.*UPDATE account 1
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import { type OpenAccounts, type Resources, Unavailable } from '@workbook/domain';
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
    const { promise, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(new Unavailable('this takes too long')), 5000);
    return Promise.race([super.locked(ids, work), promise]).finally(() => clearTimeout(timer));
  }
}
