/**
 * Writes the fencing token with the new balance, and refuses an UPDATE whose token is lower than
 * the row's.
 *
 * Wrong: an owner that writes before its successor has raised the fence gets through, and the
 * successor writes over it what it had read before.
 *
 * @race paused-lock-owner-two-instances
 * @shows paused before: COMMIT.*balance 100.*fence < 2 RETURNING version … waits for A
 */
import { type EntityManager, OptimisticLockError } from '@mikro-orm/postgresql';
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
      const token = await nextToken(em);
      const row = await rowOf(em, id, expectedVersion);
      return store(em, token, row, balanceAfterDeposit(row, amount));
    });
  }

  override async withdraw(id: number, amount: number, expectedVersion?: number) {
    checkAmount(amount);
    await this.screen({ kind: 'withdrawal', account: id, amount });
    return this.change([id], async (em) => {
      const token = await nextToken(em);
      const row = await rowOf(em, id, expectedVersion);
      return store(em, token, row, balanceAfterWithdrawal(row, amount));
    });
  }

  protected override async fenced<T>(
    _ids: readonly number[],
    work: (em: EntityManager) => Promise<T>,
  ): Promise<T> {
    return this.query((em) => em.transactional(work));
  }
}

async function nextToken(em: EntityManager): Promise<string> {
  const next = "select nextval('fencing_token') as token";
  const [{ token }] = await em.execute<[{ token: string }]>(next);
  return token;
}

async function store(em: EntityManager, token: string, row: AccountRow, balance: number) {
  const update = `update account set balance = ?, fence = ?, version = version + 1
    where id = ? and fence < ? returning version`;
  const [changed] = await em.execute<[{ version: number }?]>(update, [
    balance,
    token,
    row.id,
    token,
  ]);
  if (!changed) throw new OptimisticLockError('a later owner of the lock has changed this account');
  return { ...accountOf(row), balance, version: changed.version };
}
