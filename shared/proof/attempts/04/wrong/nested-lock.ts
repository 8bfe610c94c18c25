/**
 * Builds the transfer from withdraw and deposit, and holds the locks of both accounts around it.
 *
 * Wrong: the withdrawal inside waits for the lock that the transfer around it holds.
 *
 * @race transfer-and-deposit
 * @shows no client can go on: A waits inside the process
 */
import { checkTransfer, type OpenAccounts, type Resources } from '@workbook/domain';
import { connect, LockedAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends LockedAccounts {
  override async transfer(from: number, to: number, amount: number) {
    checkTransfer(from, to, amount);
    return this.locked([from, to], async () => {
      const debited = await this.withdraw(from, amount);
      const credited = await this.deposit(to, amount);
      return { from: debited, to: credited };
    });
  }
}
