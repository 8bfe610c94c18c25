/**
 * Has a lock with a token and a time to live, as the manual shows it. Trusts it as a mutex, so
 * neither a fence nor a version is looked at.
 *
 * Wrong: an owner that is paused for longer than the lock lasts goes on as if it still had it.
 *
 * @race paused-lock-owner-two-instances
 * @shows SET lock:1.*paused.*SET lock:1
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import {
  balanceAfterDeposit,
  balanceAfterWithdrawal,
  checkAmount,
  type OpenAccounts,
  type Resources,
} from '@workbook/domain';
import { AccountRow, accountOf, CachedAccounts, connect, connectRedis, rowOf } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({
  postgres,
  redis,
  screen,
}: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), await connectRedis(redis.url), screen);
}

class Attempt extends CachedAccounts {
  override async deposit(id: number, amount: number, expectedVersion?: number) {
    checkAmount(amount);
    return this.change([id], async (em) => {
      const row = await rowOf(em, id, expectedVersion);
      return store(em, row, balanceAfterDeposit(row, amount));
    });
  }

  override async withdraw(id: number, amount: number, expectedVersion?: number) {
    checkAmount(amount);
    await this.screen({ kind: 'withdrawal', account: id, amount });
    return this.change([id], async (em) => {
      const row = await rowOf(em, id, expectedVersion);
      return store(em, row, balanceAfterWithdrawal(row, amount));
    });
  }

  /** The lock keeps everybody else out, so nothing else has to be checked. */
  protected override async fenced<T>(
    _ids: readonly number[],
    work: (em: EntityManager) => Promise<T>,
  ): Promise<T> {
    return this.query((em) => em.transactional(work));
  }
}

async function store(em: EntityManager, row: AccountRow, balance: number) {
  const version = row.version + 1;
  await em.nativeUpdate(AccountRow, { id: row.id }, { balance, version });
  return { ...accountOf(row), balance, version };
}
