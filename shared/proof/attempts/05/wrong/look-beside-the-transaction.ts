/**
 * Lets a service of its own look whether the account is there, before the transaction changes it.
 *
 * Wrong: the service takes a connection of its own while the transaction holds one, and when all
 * are held, each waits for the others.
 *
 * @race all-connections-taken
 * @shows deposit 50.*turned away|no client can go on|503 unavailable
 */
import {
  type Account,
  balanceAfterDeposit,
  checkAmount,
  type OpenAccounts,
  type Resources,
} from '@workbook/domain';
import { accountOf, connect, rowOf, TransactionalAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends TransactionalAccounts {
  override async deposit(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    return this.transaction(async (em) => {
      await this.find(id);
      const row = await rowOf(em, id);
      row.balance = balanceAfterDeposit(row, amount);
      return accountOf(row);
    });
  }
}
