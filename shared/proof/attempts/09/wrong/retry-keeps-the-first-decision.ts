/**
 * SERIALIZABLE with a retry, and what does not have to be done again is done before: the sum.
 *
 * Wrong: the second try decides by the sum that the first one has read.
 *
 * @race two-withdrawals-one-owner-two-instances
 * @shows ann holds -60 in all.*SERIALIZABLE
 */
import { type EntityManager, IsolationLevel } from '@mikro-orm/postgresql';
import {
  type Account,
  balanceAfterOverdraft,
  checkAmount,
  type OpenAccounts,
  type Resources,
} from '@workbook/domain';
import { accountOf, codeOf, connect, heldBy, OwnerLockedAccounts, rowOf } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends OwnerLockedAccounts {
  override async withdraw(id: number, amount: number): Promise<Account> {
    checkAmount(amount);
    await this.screen({ kind: 'withdrawal', account: id, amount });
    const held = await this.transaction(async (em) => heldBy(em, (await rowOf(em, id)).owner));
    return this.transaction(async (em) => {
      const row = await rowOf(em, id);
      row.balance = balanceAfterOverdraft(row, held, amount);
      return accountOf(row);
    });
  }

  protected override async transaction<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    const isolationLevel = IsolationLevel.SERIALIZABLE;
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.query((em) => em.transactional(work, { isolationLevel }));
      } catch (error) {
        if (!/^40/.test(codeOf(error)) || tries === 10) throw error;
      }
    }
  }

  protected override async lockNewOwner(em: EntityManager, owner: string): Promise<void> {
    await em.execute('insert into owner (name) values (?) on conflict do nothing', [owner]);
  }

  protected override async lockOwners(): Promise<void> {}
}
