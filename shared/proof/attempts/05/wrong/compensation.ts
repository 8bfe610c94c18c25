/**
 * Knows sagas: when the second half fails, the first is undone in a catch block. Every error that
 * can be thrown is handled.
 *
 * Wrong: a crash throws no error that anybody could catch, so nothing is undone.
 *
 * @race crash-in-a-transfer
 * @shows UPDATE account 1: balance = 70.*crash
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
    const debited = await this.withdraw(from, amount);
    try {
      return { from: debited, to: await this.deposit(to, amount) };
    } catch (error) {
      await this.deposit(from, amount);
      throw error;
    }
  }
}
