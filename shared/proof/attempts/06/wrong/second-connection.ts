/**
 * Locks the row in a transaction, and then calls a repository that has an entity manager of its
 * own.
 *
 * Wrong: the repository's connection waits for the lock that its own caller holds.
 *
 * @race lost-update-two-instances
 * @shows waited for another connection of its own in vain.*FOR UPDATE.*UPDATE account 1: balance = 120 … waits for B ✗ 55P03
 */
import {
  type Account,
  balanceAfterDeposit,
  checkAmount,
  type OpenAccounts,
  type Resources,
} from '@workbook/domain';
import { accountOf, connect, RowLockedAccounts, rowOf } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends RowLockedAccounts {
  override async deposit(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    return this.transaction(async (em) => {
      const { balance } = await this.lockedRow(em, id);
      return this.#save(id, balanceAfterDeposit({ id, owner: '', balance }, amount));
    });
  }

  async #save(id: number, balance: number): Promise<Account> {
    const em = this.orm.em.fork();
    const row = await rowOf(em, id);
    row.balance = balance;
    await em.flush();
    return accountOf(row);
  }
}
