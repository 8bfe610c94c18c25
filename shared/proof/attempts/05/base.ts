import type { EntityManager } from '@mikro-orm/postgresql';
import {
  type Account,
  AccountNotEmpty,
  balanceAfterDeposit,
  balanceAfterWithdrawal,
  checkAmount,
  checkTransfer,
} from '@workbook/domain';
import { accountOf, DatabaseAccounts, rowOf } from '../03/base.ts';

export * from '../03/base.ts';

/** The accounts of step 05: each change is a transaction. */
export class TransactionalAccounts extends DatabaseAccounts {
  override async deposit(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    return this.transaction(async (em) => {
      const row = await rowOf(em, id);
      row.balance = balanceAfterDeposit(row, amount);
      return accountOf(row);
    });
  }

  override async withdraw(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    await this.screen({ kind: 'withdrawal', account: id, amount });
    return this.transaction(async (em) => {
      const row = await rowOf(em, id);
      row.balance = balanceAfterWithdrawal(row, amount);
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
    return this.transaction(async (em) => {
      const debited = await rowOf(em, from);
      const credited = await rowOf(em, to);
      debited.balance = balanceAfterWithdrawal(debited, amount);
      credited.balance = balanceAfterDeposit(credited, amount);
      return { from: accountOf(debited), to: accountOf(credited) };
    });
  }

  override async close(id: number): Promise<void> {
    return this.transaction(async (em) => {
      const row = await rowOf(em, id);
      if (row.balance > 0) throw new AccountNotEmpty(id);
      em.remove(row);
    });
  }

  /** All of the work, or none of it. */
  protected async transaction<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    return this.query((em) => em.transactional(work));
  }
}
