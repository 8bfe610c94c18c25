/**
 * Asks Redis, just before the write, whether the lock is still its own, and begins anew when it is
 * not. So no fence is needed.
 *
 * Wrong: between the question and the UPDATE the owner can be paused, and the lock can go to
 * somebody else.
 *
 * @race paused-lock-owner-two-instances
 * @shows GET lock:1 → .*paused.*SET lock:1
 */

import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import {
  balanceAfterDeposit,
  balanceAfterWithdrawal,
  checkAmount,
  type OpenAccounts,
  type Resources,
  Unavailable,
  type VersionedAccount,
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
    return this.#exclusively(id, expectedVersion, (row) => balanceAfterDeposit(row, amount));
  }

  override async withdraw(id: number, amount: number, expectedVersion?: number) {
    checkAmount(amount);
    await this.screen({ kind: 'withdrawal', account: id, amount });
    return this.#exclusively(id, expectedVersion, (row) => balanceAfterWithdrawal(row, amount));
  }

  async #exclusively(
    id: number,
    expectedVersion: number | undefined,
    balanceAfter: (row: AccountRow) => number,
  ): Promise<VersionedAccount> {
    const options = { condition: 'NX', expiration: { type: 'PX', value: 2000 } } as const;
    const token = randomUUID();
    for (let polls = 0; polls < 20; polls += 1) {
      if (await this.redis.set(`lock:${id}`, token, options)) {
        const em = this.orm.em.fork();
        const row = await rowOf(em, id, expectedVersion);
        const balance = balanceAfter(row);
        if ((await this.redis.get(`lock:${id}`)) === token) {
          const version = row.version + 1;
          await em.nativeUpdate(AccountRow, { id }, { balance, version });
          await this.cache.forget([id]);
          await this.redis.del(`lock:${id}`);
          return { ...accountOf(row), balance, version };
        }
      }
      await delay(250);
    }
    throw new Unavailable('too many changes of this account at the same time, try again');
  }
}
