/**
 * Tells a client whose change has collided each time that its version is old: "that is what has happened, after all".
 *
 * Wrong: this client has named no version, and reading the account again would not help it.
 *
 * @behaviour gives-up
 * @shows is refused with 409 or 503, and it was answered 412
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import { Conflict, type OpenAccounts, type Resources, VersionMismatch } from '@workbook/domain';
import { connect, OptimisticAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends OptimisticAccounts {
  protected override async transaction<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    try {
      return await super.transaction(work);
    } catch (error) {
      throw error instanceof Conflict ? new VersionMismatch(0, 0, { cause: error }) : error;
    }
  }
}
