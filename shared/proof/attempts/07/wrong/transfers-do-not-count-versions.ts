/**
 * Leaves the version to edits that span two requests. A transfer is none: it compares the balances that it has read,
 * and so does every other change.
 *
 * Wrong: an edit that was decided on what the account held before a transfer is carried out after it.
 *
 * @race edits-after-a-transfer-alone
 * @shows deposit 50 to bob if unchanged
 */
import { type EntityManager, OptimisticLockError } from '@mikro-orm/postgresql';
import {
  AccountNotEmpty,
  balanceAfterDeposit,
  balanceAfterWithdrawal,
  checkAmount,
  checkTransfer,
  type OpenAccounts,
  type Resources,
} from '@workbook/domain';
import { AccountRow, accountOf, connect, OptimisticAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends OptimisticAccounts {
  override async deposit(id: number, amount: number, expectedVersion?: number) {
    checkAmount(amount);
    return this.transaction(async (em) => {
      const row = await this.row(em, id, expectedVersion);
      return store(em, row, balanceAfterDeposit(row, amount), 1);
    });
  }

  override async withdraw(id: number, amount: number, expectedVersion?: number) {
    checkAmount(amount);
    await this.screen({ kind: 'withdrawal', account: id, amount });
    return this.transaction(async (em) => {
      const row = await this.row(em, id, expectedVersion);
      return store(em, row, balanceAfterWithdrawal(row, amount), 1);
    });
  }

  override async transfer(from: number, to: number, amount: number) {
    checkTransfer(from, to, amount);
    await this.screen({ kind: 'transfer', account: from, to, amount });
    return this.transaction(async (em) => {
      const debited = await this.row(em, from);
      const credited = await this.row(em, to);
      const left = balanceAfterWithdrawal(debited, amount);
      const right = balanceAfterDeposit(credited, amount);
      // In the order of the ids, so that nobody waits in a circle.
      if (from < to) {
        const first = await store(em, debited, left, 0);
        return { from: first, to: await store(em, credited, right, 0) };
      }
      const first = await store(em, credited, right, 0);
      return { from: await store(em, debited, left, 0), to: first };
    });
  }

  override async close(id: number, expectedVersion?: number): Promise<void> {
    return this.transaction(async (em) => {
      const { balance, version } = await this.row(em, id, expectedVersion);
      if (balance > 0) throw new AccountNotEmpty(id);
      const deleted = await em.nativeDelete(AccountRow, { id, version, balance });
      if (deleted === 0) throw new OptimisticLockError('the account was changed meanwhile');
    });
  }
}

async function store(em: EntityManager, row: AccountRow, balance: number, edits: number) {
  const update = `update account set balance = ?, version = version + ?
    where id = ? and version = ? and balance = ? returning id`;
  const changed = await em.execute(update, [balance, edits, row.id, row.version, row.balance]);
  if (changed.length === 0) throw new OptimisticLockError('the account was changed meanwhile');
  return { ...accountOf(row), balance, version: row.version + edits };
}
