/**
 * Uses a session's advisory lock and gives it back in a finally block, as one does with a mutex.
 *
 * Wrong: the lock is given back before the transaction commits, so the next one still reads the old
 * balance.
 *
 * @race lost-update-two-instances
 * @race overdraft-two-instances
 * @shows pg_advisory_unlock.*SELECT account 1 → balance 100.*COMMIT
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import {
  type Account,
  balanceAfterDeposit,
  balanceAfterWithdrawal,
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
    return this.transaction((em) =>
      exclusively(em, id, async () => {
        const row = await rowOf(em, id);
        row.balance = balanceAfterDeposit(row, amount);
        await em.flush();
        return accountOf(row);
      }),
    );
  }

  override async withdraw(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    await this.screen({ kind: 'withdrawal', account: id, amount });
    return this.transaction((em) =>
      exclusively(em, id, async () => {
        const row = await rowOf(em, id);
        row.balance = balanceAfterWithdrawal(row, amount);
        await em.flush();
        return accountOf(row);
      }),
    );
  }
}

async function exclusively<T>(em: EntityManager, id: number, work: () => Promise<T>): Promise<T> {
  await em.execute('select pg_advisory_lock(?)', [id]);
  try {
    return await work();
  } finally {
    await em.execute('select pg_advisory_unlock(?)', [id]);
  }
}
