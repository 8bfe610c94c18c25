/**
 * What decides on several rows runs at SERIALIZABLE, with a bounded number of new tries: openings, withdrawals and
 * transfers. A deposit and a closing look at one row, and are one statement each.
 */
import { type EntityManager, IsolationLevel } from '@mikro-orm/postgresql';
import {
  type Account,
  AccountNotEmpty,
  BalanceOutOfRange,
  checkAmount,
  maxBalance,
  type OpenAccounts,
  type Resources,
} from '@workbook/domain';
import { codeOf, connect, OwnerLockedAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

const maxTries = 10;

class Attempt extends OwnerLockedAccounts {
  override async deposit(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    const [row] = await this.query((em) =>
      em.execute<{ owner: string; balance: string }[]>(
        `update account set balance = balance + ? where id = ? and balance <= ?
         returning owner, balance`,
        [amount, id, maxBalance - amount],
      ),
    );
    if (row) return { id, owner: row.owner, balance: Number(row.balance) };
    await this.find(id);
    throw new BalanceOutOfRange(id, amount);
  }

  override async close(id: number): Promise<void> {
    const removed = await this.query((em) =>
      em.execute('delete from account where id = ? and balance = 0 returning id', [id]),
    );
    if (removed.length === 1) return;
    await this.find(id);
    throw new AccountNotEmpty(id);
  }

  protected override async transaction<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    const isolationLevel = IsolationLevel.SERIALIZABLE;
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.query((em) => em.transactional(work, { isolationLevel }));
      } catch (error) {
        if (!/^40/.test(codeOf(error)) || tries === maxTries) throw error;
      }
    }
  }

  protected override async lockNewOwner(em: EntityManager, owner: string): Promise<void> {
    await em.execute('insert into owner (name) values (?) on conflict do nothing', [owner]);
  }

  protected override async lockOwners(): Promise<void> {}
}
