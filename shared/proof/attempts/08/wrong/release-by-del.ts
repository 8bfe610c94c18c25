/**
 * Gives the lock back with DEL: whoever is in the finally block has taken it. Trusts it as a mutex,
 * so neither a fence nor a version is looked at.
 *
 * Wrong: an owner that was paused does not notice that its lock has gone: it writes, and deletes a
 * lock that may be somebody else's.
 *
 * @race paused-lock-owner-two-instances
 * @shows SET lock:1.*paused.*SET lock:1.*UPDATE account.*DEL lock:1 → 0
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { EntityManager } from '@mikro-orm/postgresql';
import {
  balanceAfterDeposit,
  balanceAfterWithdrawal,
  checkAmount,
  type OpenAccounts,
  type Resources,
  Unavailable,
} from '@workbook/domain';
import {
  AccountRow,
  accountOf,
  CachedAccounts,
  connect,
  connectRedis,
  type Lock,
  type Redis,
  rowOf,
} from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({
  postgres,
  redis,
  screen,
}: Resources): Promise<OpenAccounts> {
  const client = await connectRedis(redis.url);
  return new Attempt(await connect(postgres), client, screen, undefined, new DeletedLock(client));
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

class DeletedLock implements Lock {
  readonly #redis: Redis;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  async acquire(name: string): Promise<() => Promise<void>> {
    const options = { condition: 'NX', expiration: { type: 'PX', value: 2000 } } as const;
    for (let polls = 0; polls < 12; polls += 1) {
      if (await this.#redis.set(`lock:${name}`, 'taken', options)) {
        return async () => {
          await this.#redis.del(`lock:${name}`);
        };
      }
      await delay(250);
    }
    throw new Unavailable('too many changes of this account at the same time, try again');
  }
}
