/**
 * Already locks rows in the database, as a later step teaches it.
 */
import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import {
  type Account,
  balanceAfterDeposit,
  balanceAfterWithdrawal,
  checkAmount,
  type OpenAccounts,
  type Resources,
  UnknownAccount,
} from '@workbook/domain';
import { AccountRow, accountOf, connect, DatabaseAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends DatabaseAccounts {
  override async deposit(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    return this.query((em) =>
      em.transactional(async (tx) => {
        const row = await lockedRow(tx, id);
        row.balance = balanceAfterDeposit(row, amount);
        return accountOf(row);
      }),
    );
  }

  override async withdraw(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    await this.screen({ kind: 'withdrawal', account: id, amount });
    return this.query((em) =>
      em.transactional(async (tx) => {
        const row = await lockedRow(tx, id);
        row.balance = balanceAfterWithdrawal(row, amount);
        return accountOf(row);
      }),
    );
  }
}

async function lockedRow(em: EntityManager, id: number): Promise<AccountRow> {
  const row = await em.findOne(AccountRow, id, { lockMode: LockMode.PESSIMISTIC_WRITE });
  if (!row) throw new UnknownAccount(id);
  return row;
}
