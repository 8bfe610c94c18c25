/**
 * Has a deposit and a withdrawal that are transactions already, and calls one after the other. Each
 * of them is safe, so the sum looks safe.
 *
 * Wrong: a crash between the two transactions leaves the money with nobody.
 *
 * @race crash-in-a-transfer
 * @shows COMMIT.*crash.*
 */
import { checkTransfer, type OpenAccounts, type Resources } from '@workbook/domain';
import { connect, TransactionalAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends TransactionalAccounts {
  override async transfer(from: number, to: number, amount: number) {
    checkTransfer(from, to, amount);
    await this.find(to);
    const debited = await this.withdraw(from, amount);
    const credited = await this.deposit(to, amount);
    return { from: debited, to: credited };
  }
}
