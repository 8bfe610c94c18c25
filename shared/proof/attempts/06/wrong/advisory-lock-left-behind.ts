/**
 * Takes a session's advisory lock and gives it back after the work. Every test with enough money is
 * green.
 *
 * Wrong: a refused withdrawal throws past the unlock, and the lock stays with the connection in the
 * pool.
 *
 * @race overdraft-two-instances
 * @shows pg_advisory_lock.*409 insufficient_funds
 */
import {
  type Account,
  balanceAfterWithdrawal,
  checkAmount,
  type OpenAccounts,
  type Resources,
} from '@workbook/domain';
import { accountOf, connect, RowLockedAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends RowLockedAccounts {
  override async withdraw(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    await this.screen({ kind: 'withdrawal', account: id, amount });
    return this.query(async (em) =>
      em.transactional(async (tx) => {
        await tx.execute('select pg_advisory_lock(?)', [id]);
        const row = await this.lockedRow(tx, id);
        row.balance = balanceAfterWithdrawal(row, amount);
        await tx.flush();
        await tx.execute('select pg_advisory_unlock(?)', [id]);
        return accountOf(row);
      }),
    );
  }
}
