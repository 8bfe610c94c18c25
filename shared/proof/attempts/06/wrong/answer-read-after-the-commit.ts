/**
 * Changes the balance in one careful statement, and reads the account again for the answer, so that
 * it is fresh.
 *
 * Wrong: between the commit and the second read somebody else changes the account, and the answer
 * tells of that.
 *
 * @race lost-update-two-instances
 * @shows UPDATE account.*SELECT account 1 → balance 120
 */
import type { Account, OpenAccounts, Resources } from '@workbook/domain';
import { connect, RowLockedAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends RowLockedAccounts {
  override async deposit(id: number, amount: number): Promise<Account> {
    await super.deposit(id, amount);
    return this.find(id);
  }

  override async withdraw(id: number, amount: number): Promise<Account> {
    await super.withdraw(id, amount);
    return this.find(id);
  }
}
