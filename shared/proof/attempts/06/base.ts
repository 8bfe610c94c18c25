import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import {
  type Account,
  AccountNotEmpty,
  balanceAfterDeposit,
  balanceAfterWithdrawal,
  checkAmount,
  checkTransfer,
  UnknownAccount,
} from '@workbook/domain';
import { AccountRow, accountOf, DatabaseAccounts } from '../03/base.ts';

export * from '../03/base.ts';

/** The accounts of step 06: whoever reads a row to change it locks it in the database. */
export class RowLockedAccounts extends DatabaseAccounts {
  override async deposit(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    return this.transaction(async (em) => {
      const row = await this.lockedRow(em, id);
      row.balance = balanceAfterDeposit(row, amount);
      return accountOf(row);
    });
  }

  override async withdraw(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    await this.screen({ kind: 'withdrawal', account: id, amount });
    return this.transaction(async (em) => {
      const row = await this.lockedRow(em, id);
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
      const [debited, credited] = await this.lockedPair(em, from, to);
      debited.balance = balanceAfterWithdrawal(debited, amount);
      credited.balance = balanceAfterDeposit(credited, amount);
      return { from: accountOf(debited), to: accountOf(credited) };
    });
  }

  override async close(id: number): Promise<void> {
    return this.transaction(async (em) => {
      const row = await this.lockedRow(em, id);
      if (row.balance > 0) throw new AccountNotEmpty(id);
      em.remove(row);
    });
  }

  protected async transaction<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    return this.query((em) => em.transactional(work));
  }

  /** The row, locked until the transaction ends, as it is once the lock is there. */
  protected async lockedRow(em: EntityManager, id: number): Promise<AccountRow> {
    const row = await em.findOne(AccountRow, id, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (!row) throw new UnknownAccount(id);
    return row;
  }

  /** Both rows, locked in the order of the ids, so that crossed transfers queue up. */
  protected async lockedPair(
    em: EntityManager,
    from: number,
    to: number,
  ): Promise<readonly [AccountRow, AccountRow]> {
    const [first, second] = from < to ? [from, to] : [to, from];
    const rows = [await this.lockedRow(em, first), await this.lockedRow(em, second)] as const;
    return from < to ? rows : [rows[1], rows[0]];
  }
}
