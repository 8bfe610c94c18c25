/**
 * Takes the lock once, by set-if-absent with a token and a time to live; who does not get it waits for as long as the lock
 * can last, and works.
 *
 * Wrong: without a fence and without the lock, the change goes on beside whoever holds it by now.
 *
 * @race paused-lock-owner-two-instances
 * @shows SELECT account 1.*SELECT account 1
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { EntityManager } from '@mikro-orm/postgresql';
import {
  AccountNotEmpty,
  balanceAfterDeposit,
  balanceAfterWithdrawal,
  checkAmount,
  type OpenAccounts,
  type Resources,
  type VersionedAccount,
} from '@workbook/domain';
import {
  AccountRow,
  accountOf,
  CachedAccounts,
  connect,
  connectRedis,
  ifAvailable,
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
  return new Attempt(await connect(postgres), client, screen, undefined, new Once(client));
}

const ttlMs = 500;

class Once implements Lock {
  readonly #redis: Redis;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  async acquire(name: string): Promise<() => Promise<void>> {
    const token = randomUUID();
    const options = { condition: 'NX', expiration: { type: 'PX', value: ttlMs } } as const;
    const taken = await ifAvailable(this.#redis.set(`lock:${name}`, token, options));
    if (taken === null) await delay(ttlMs);
    return async () => {
      if ((await ifAvailable(this.#redis.get(`lock:${name}`))) === token)
        await ifAvailable(this.#redis.del(`lock:${name}`));
    };
  }
}

/** Leaves the version to itself: the lock is there for that. */
class Attempt extends CachedAccounts {
  override async deposit(id: number, amount: number, expected?: number): Promise<VersionedAccount> {
    checkAmount(amount);
    return this.change([id], async (em) => {
      const row = await rowOf(em, id, expected);
      return this.#store(em, row, balanceAfterDeposit(row, amount));
    });
  }

  override async withdraw(
    id: number,
    amount: number,
    expected?: number,
  ): Promise<VersionedAccount> {
    checkAmount(amount);
    await this.screen({ kind: 'withdrawal', account: id, amount });
    return this.change([id], async (em) => {
      const row = await rowOf(em, id, expected);
      return this.#store(em, row, balanceAfterWithdrawal(row, amount));
    });
  }

  override async close(id: number, expected?: number): Promise<void> {
    return this.change([id], async (em) => {
      const row = await rowOf(em, id, expected);
      if (row.balance > 0) throw new AccountNotEmpty(id);
      await em.nativeDelete(AccountRow, { id });
    });
  }

  protected override async fenced<T>(
    _: readonly number[],
    work: (em: EntityManager) => Promise<T>,
  ): Promise<T> {
    return this.query((em) => em.transactional(work));
  }

  async #store(em: EntityManager, row: AccountRow, balance: number): Promise<VersionedAccount> {
    const version = row.version + 1;
    await em.nativeUpdate(AccountRow, { id: row.id }, { balance, version });
    return { ...accountOf(row), balance, version };
  }
}
