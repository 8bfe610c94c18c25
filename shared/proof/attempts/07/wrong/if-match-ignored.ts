/**
 * Has versions and retries for its own changes, and takes the version of the request as a hint: the
 * retry makes sure that nothing is lost.
 *
 * Wrong: an edit that was decided on an old version is carried out on a new one.
 *
 * @race edit-over-two-requests-two-instances
 * @shows deposit 50 to ann if unchanged.*200 ann 200
 */
import type { OpenAccounts, Resources, VersionedAccount } from '@workbook/domain';
import { connect, OptimisticAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends OptimisticAccounts {
  override async deposit(id: number, amount: number): Promise<VersionedAccount> {
    return super.deposit(id, amount);
  }
}
