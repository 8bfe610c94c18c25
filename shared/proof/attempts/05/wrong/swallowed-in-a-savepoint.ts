/**
 * Tells whoever listens for the owner of each deposit, behind a savepoint: a message that cannot be sent must not keep the
 * deposit from being done.
 *
 * Wrong: the deposit itself is written behind that savepoint, too, and goes with it when the owner's name is too long
 * for a channel: the client is answered 200, and nothing is stored.
 *
 * @race deposits-alone
 * @shows pg_notify.*ROLLBACK TO
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
      const row = await rowOf(em, id);
      row.balance = balanceAfterDeposit(row, amount);
      await em
        .transactional(async (tx) => {
          await tx.flush();
          await tx.execute('select pg_notify(?, ?)', [row.owner, `${row.balance}`]);
        })
        .catch(() => {});
      return accountOf(row);
    });
  }
}
