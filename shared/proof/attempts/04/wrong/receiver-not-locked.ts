/**
 * Locks the payer of a transfer, whose money may run out, and not the receiver, who only gets more.
 * A deposit is not locked either, since it only adds.
 *
 * Wrong: whoever only adds reads and writes the balance, too.
 *
 * @race lost-update
 * @race transfer-and-deposit
 * @shows SELECT account 1 → balance 100.*SELECT account 1 → balance 100
 */
import {
  type Account,
  balanceAfterDeposit,
  checkAmount,
  type OpenAccounts,
  type Resources,
} from '@workbook/domain';
import { accountOf, connect, LockedAccounts, rowOf } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends LockedAccounts {
  override async deposit(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    return this.query(async (em) => {
      const row = await rowOf(em, id);
      row.balance = balanceAfterDeposit(row, amount);
      await em.flush();
      return accountOf(row);
    });
  }
}
