/**
 * Takes the lock of an account when it reads the account, the payer's first, and holds both to the
 * end.
 *
 * Wrong: two crossed transfers each hold the account that the other one wants, inside the process,
 * where nobody finds out.
 *
 * @race crossed-transfers
 * @shows no client can go on: A waits inside the process.*, B waits inside the process
 */

import { AsyncResource } from 'node:async_hooks';
import {
  balanceAfterDeposit,
  balanceAfterWithdrawal,
  checkTransfer,
  type OpenAccounts,
  type Resources,
} from '@workbook/domain';
import { accountOf, connect, LockedAccounts, rowOf } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends LockedAccounts {
  override async transfer(from: number, to: number, amount: number) {
    checkTransfer(from, to, amount);
    await this.screen({ kind: 'transfer', account: from, to, amount });
    return this.locked([from], async (em) => {
      const debited = await rowOf(em, from);
      const balance = balanceAfterWithdrawal(debited, amount);
      return this.locks.acquire(
        String(to),
        AsyncResource.bind(async () => {
          const credited = await rowOf(em, to);
          credited.balance = balanceAfterDeposit(credited, amount);
          debited.balance = balance;
          await em.flush();
          return { from: accountOf(debited), to: accountOf(credited) };
        }),
      );
    });
  }
}
