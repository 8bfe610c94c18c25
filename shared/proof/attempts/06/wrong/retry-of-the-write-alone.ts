/**
 * SERIALIZABLE, with a helper that tries again what the database has refused. What does not change in between is read once.
 *
 * Wrong: the balance is from before the first try, and the second try writes what the first one wanted to.
 *
 * @race lost-update-two-instances
 * @shows SELECT account 1 → balance 100.*200 ann 150.*UPDATE account 1: balance = 70
 */
import { DriverException, type EntityManager, IsolationLevel } from '@mikro-orm/postgresql';
import {
  type Account,
  balanceAfterDeposit,
  balanceAfterWithdrawal,
  checkAmount,
  type OpenAccounts,
  type Resources,
  Unavailable,
} from '@workbook/domain';
import { AccountRow, connect, RowLockedAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends RowLockedAccounts {
  override async deposit(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    return this.transaction((em) => this.#change(em, id, (it) => balanceAfterDeposit(it, amount)));
  }

  override async withdraw(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    await this.screen({ kind: 'withdrawal', account: id, amount });
    const account = await this.find(id);
    const balance = balanceAfterWithdrawal(account, amount);
    return this.transaction((em) => this.#change(em, id, () => balance));
  }

  async #change(
    em: EntityManager,
    id: number,
    next: (account: Account) => number,
  ): Promise<Account> {
    const { owner, balance } = await this.lockedRow(em, id);
    const after = { id, owner, balance: next({ id, owner, balance }) };
    await em.nativeUpdate(AccountRow, { id }, { balance: after.balance });
    return after;
  }

  protected override async transaction<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      try {
        const isolationLevel = IsolationLevel.SERIALIZABLE;
        return await this.query((em) => em.transactional(work, { isolationLevel }));
      } catch (error) {
        const cause = error instanceof Unavailable ? error.cause : undefined;
        if (!(cause instanceof DriverException && cause.code === '40001') || tries === 10)
          throw error;
      }
    }
  }
}
