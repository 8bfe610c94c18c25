/**
 * Locks as it should, and keeps one entity manager for all calls, because rows that are known need
 * not be read again.
 *
 * Wrong: a screened or refused change stays in the shared entities, and the next flush of anybody
 * writes it.
 *
 * @race transfer-to-nobody
 * @shows account 999999 → nothing
 */
import type { EntityManager } from '@mikro-orm/postgresql';
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
  readonly #em = this.orm.em.fork();

  protected override async query<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    return work(this.#em);
  }

  override async transfer(from: number, to: number, amount: number) {
    checkTransfer(from, to, amount);
    await this.screen({ kind: 'transfer', account: from, to, amount });
    return this.locked([from, to], async (em) => {
      const debited = await rowOf(em, from);
      debited.balance = balanceAfterWithdrawal(debited, amount);
      const credited = await rowOf(em, to);
      credited.balance = balanceAfterDeposit(credited, amount);
      await em.flush();
      return { from: accountOf(debited), to: accountOf(credited) };
    });
  }
}
