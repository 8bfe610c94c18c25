/**
 * Reads the row again just before the change, and throws when its version is not the one from the
 * beginning. That is what optimistic locking is, so it looks right.
 *
 * Wrong: between the comparison in JavaScript and the UPDATE without a version, somebody else can
 * change the row.
 *
 * @race lost-update-two-instances
 * @race overdraft-two-instances
 * @shows SELECT account 1 → balance 100.*SELECT account 1 → balance 100.*UPDATE account 1:
 */
import { OptimisticLockError } from '@mikro-orm/postgresql';
import {
  balanceAfterDeposit,
  balanceAfterWithdrawal,
  checkAmount,
  type OpenAccounts,
  type Resources,
  type VersionedAccount,
} from '@workbook/domain';
import { AccountRow, connect, OptimisticAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends OptimisticAccounts {
  override async deposit(id: number, amount: number, expectedVersion?: number) {
    checkAmount(amount);
    return this.transaction(async (em) => {
      const row = await this.row(em, id, expectedVersion);
      return this.#store(row, balanceAfterDeposit(row, amount));
    });
  }

  override async withdraw(id: number, amount: number, expectedVersion?: number) {
    checkAmount(amount);
    await this.screen({ kind: 'withdrawal', account: id, amount });
    return this.transaction(async (em) => {
      const row = await this.row(em, id, expectedVersion);
      return this.#store(row, balanceAfterWithdrawal(row, amount));
    });
  }

  async #store({ id, owner, version }: AccountRow, balance: number): Promise<VersionedAccount> {
    const em = this.orm.em.fork();
    const now = await this.row(em, id);
    if (now.version !== version) throw new OptimisticLockError('the account has changed');
    const update = 'update account set balance = ?, version = version + 1 where id = ?';
    await em.execute(update, [balance, id]);
    return { id, owner, balance, version: version + 1 };
  }
}
