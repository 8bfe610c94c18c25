/**
 * Lets the database do the sum for changes that are right after any other change, and compares the
 * version only where the request names one.
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import {
  BalanceOutOfRange,
  checkAmount,
  checkTransfer,
  InsufficientFunds,
  maxBalance,
  type OpenAccounts,
  type Resources,
  type VersionedAccount,
} from '@workbook/domain';
import { connect, OptimisticAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends OptimisticAccounts {
  override async deposit(id: number, amount: number, expectedVersion?: number) {
    checkAmount(amount);
    return this.query((em) => this.#add(em, id, amount, expectedVersion));
  }

  override async withdraw(id: number, amount: number, expectedVersion?: number) {
    checkAmount(amount);
    await this.screen({ kind: 'withdrawal', account: id, amount });
    return this.query((em) => this.#add(em, id, -amount, expectedVersion));
  }

  override async transfer(from: number, to: number, amount: number) {
    checkTransfer(from, to, amount);
    await this.screen({ kind: 'transfer', account: from, to, amount });
    return this.query((em) =>
      em.transactional(async (tx) => {
        if (from < to) {
          const debited = await this.#add(tx, from, -amount);
          return { from: debited, to: await this.#add(tx, to, amount) };
        }
        const credited = await this.#add(tx, to, amount);
        return { from: await this.#add(tx, from, -amount), to: credited };
      }),
    );
  }

  async #add(em: EntityManager, id: number, by: number, expectedVersion?: number) {
    const update = `update account set balance = balance + ?, version = version + 1
      where id = ? and balance + ? between 0 and ?
      ${expectedVersion === undefined ? '' : 'and version = ?'} returning *`;
    const expected = expectedVersion === undefined ? [] : [expectedVersion];
    const [changed] = await em.execute<[VersionedAccount?]>(update, [
      by,
      id,
      by,
      maxBalance,
      ...expected,
    ]);
    if (changed) {
      const { owner, balance, version } = changed;
      return { id, owner, balance: Number(balance), version };
    }
    // Only to find out why: what has been refused is not tried again.
    await this.row(em, id, expectedVersion);
    throw by < 0 ? new InsufficientFunds(id, -by) : new BalanceOutOfRange(id, by);
  }
}
