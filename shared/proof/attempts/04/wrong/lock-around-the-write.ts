/**
 * Locks the flush, because writing is what must not happen twice at the same time.
 *
 * Wrong: both have read before the first one writes, and the second writes over it.
 *
 * @race lost-update
 * @race overdraft
 * @shows SELECT account 1 → balance 100.*SELECT account 1 → balance 100
 */

import { AsyncResource } from 'node:async_hooks';
import {
  type Account,
  balanceAfterDeposit,
  balanceAfterWithdrawal,
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
      await this.locks.acquire(
        String(id),
        AsyncResource.bind(() => em.flush()),
      );
      return accountOf(row);
    });
  }

  override async withdraw(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    await this.screen({ kind: 'withdrawal', account: id, amount });
    return this.query(async (em) => {
      const row = await rowOf(em, id);
      row.balance = balanceAfterWithdrawal(row, amount);
      await this.locks.acquire(
        String(id),
        AsyncResource.bind(() => em.flush()),
      );
      return accountOf(row);
    });
  }
}
