/**
 * Compares the version of the request in a query of its own, and then calls the safe deposit that
 * was there before.
 *
 * Wrong: between the comparison and the deposit the account can change, and the deposit's own retry
 * does not know of the version.
 *
 * @race edit-over-two-requests-two-instances
 * @shows deposit 50 to ann if unchanged.*200 ann 200
 */
import { checkAmount, type OpenAccounts, type Resources, VersionMismatch } from '@workbook/domain';
import { connect, OptimisticAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends OptimisticAccounts {
  override async deposit(id: number, amount: number, expectedVersion?: number) {
    checkAmount(amount);
    const { version } = await this.find(id);
    if (expectedVersion !== undefined && version !== expectedVersion)
      throw new VersionMismatch(id, expectedVersion);
    return super.deposit(id, amount);
  }
}
