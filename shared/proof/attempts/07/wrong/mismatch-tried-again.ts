/**
 * Treats a version that does not match like every other conflict: it reads the account again, and
 * tries with the version that is there now.
 *
 * Wrong: the second try forgets what the user's decision was made on.
 *
 * @race edit-over-two-requests-two-instances
 * @shows deposit 50 to ann if unchanged.*200 ann 200
 */
import { type OpenAccounts, type Resources, VersionMismatch } from '@workbook/domain';
import { connect, OptimisticAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends OptimisticAccounts {
  override async deposit(id: number, amount: number, expectedVersion?: number) {
    try {
      return await super.deposit(id, amount, expectedVersion);
    } catch (error) {
      if (!(error instanceof VersionMismatch)) throw error;
      return super.deposit(id, amount, (await this.find(id)).version);
    }
  }
}
