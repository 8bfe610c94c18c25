/**
 * Has one owner token for the process, and goes on when it finds its own in the lock: it must have
 * been a retry. Trusts it as a mutex, so neither a fence nor a version is looked at.
 *
 * Wrong: two requests in one process have the same token, so each takes the other's lock for its
 * own.
 *
 * @race lost-update
 * @race overdraft
 * @shows GET lock:1 → .*SELECT account 1 → balance 100
 */

import { randomUUID } from 'node:crypto';
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
  return new Attempt(await connect(postgres), client, screen, undefined, new ProcessLock(client));
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

class ProcessLock implements Lock {
  readonly #redis: Redis;
  readonly #token = randomUUID();

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  async acquire(name: string): Promise<() => Promise<void>> {
    const options = { condition: 'NX', expiration: { type: 'PX', value: 2000 } } as const;
    for (let polls = 0; polls < 12; polls += 1) {
      const taken = await this.#redis.set(`lock:${name}`, this.#token, options);
      if (taken || (await this.#redis.get(`lock:${name}`)) === this.#token) {
        return async () => {
          await this.#redis.del(`lock:${name}`);
        };
      }
      await delay(250);
    }
    throw new Unavailable('too many changes of this account at the same time, try again');
  }
}
