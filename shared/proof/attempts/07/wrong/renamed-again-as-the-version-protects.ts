/**
 * Tries a rename again that the database could not do: it names a version, so that it cannot be done twice.
 *
 * Wrong: it is not done twice, but where the first try was done and only its answer was lost, the second one says
 * that somebody else has changed the account.
 *
 * @behaviour survives-a-lost-commit
 * @shows PATCH .* is answered 503 when the connection breaks .* as it may be done, and it was answered 412 although it is done
 */
import {
  type OpenAccounts,
  type Resources,
  Unavailable,
  type VersionedAccount,
} from '@workbook/domain';
import { connect, OptimisticAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends OptimisticAccounts {
  override async rename(id: number, owner: string, version: number): Promise<VersionedAccount> {
    try {
      return await super.rename(id, owner, version);
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
      return await super.rename(id, owner, version);
    }
  }
}
