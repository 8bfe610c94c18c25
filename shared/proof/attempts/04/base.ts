import { AsyncResource } from 'node:async_hooks';
import type { EntityManager } from '@mikro-orm/postgresql';
import {
  type Account,
  AccountNotEmpty,
  balanceAfterDeposit,
  balanceAfterWithdrawal,
  checkAmount,
  checkTransfer,
} from '@workbook/domain';
import AsyncLock from 'async-lock';
import { accountOf, DatabaseAccounts, rowOf } from '../03/base.ts';

export * from '../03/base.ts';

/** The accounts of step 04: whoever reads a row to change it holds its lock, in this process. */
export class LockedAccounts extends DatabaseAccounts {
  protected readonly locks = new AsyncLock();

  override async deposit(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    return this.locked([id], async (em) => {
      const row = await rowOf(em, id);
      row.balance = balanceAfterDeposit(row, amount);
      await em.flush();
      return accountOf(row);
    });
  }

  override async withdraw(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    await this.screen({ kind: 'withdrawal', account: id, amount });
    return this.locked([id], async (em) => {
      const row = await rowOf(em, id);
      row.balance = balanceAfterWithdrawal(row, amount);
      await em.flush();
      return accountOf(row);
    });
  }

  override async transfer(
    from: number,
    to: number,
    amount: number,
  ): Promise<{ from: Account; to: Account }> {
    checkTransfer(from, to, amount);
    await this.screen({ kind: 'transfer', account: from, to, amount });
    return this.locked([from, to], async (em) => {
      const debited = await rowOf(em, from);
      const credited = await rowOf(em, to);
      const debitedBalance = balanceAfterWithdrawal(debited, amount);
      credited.balance = balanceAfterDeposit(credited, amount);
      debited.balance = debitedBalance;
      await em.flush();
      return { from: accountOf(debited), to: accountOf(credited) };
    });
  }

  override async close(id: number): Promise<void> {
    return this.locked([id], async (em) => {
      const row = await rowOf(em, id);
      if (row.balance > 0) throw new AccountNotEmpty(id);
      em.remove(row);
      await em.flush();
    });
  }

  /** Takes all locks at once, in the order of the ids. */
  protected async locked<T>(ids: number[], work: (em: EntityManager) => Promise<T>): Promise<T> {
    const keys = ids.toSorted((a, b) => a - b).map(String);
    // The lock calls the next in its queue from the context of the one before; this keeps our own.
    return this.locks.acquire(
      keys,
      AsyncResource.bind(() => this.query(work)),
    );
  }
}
