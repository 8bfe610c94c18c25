/**
 * Inserts the key in a transaction within the transaction, so that a duplicate ends no more than that: behind the savepoint
 * the answer can be read.
 */
import { type EntityManager, UniqueConstraintViolationException } from '@mikro-orm/postgresql';
import type { OpenAccounts, Resources } from '@workbook/domain';
import { connect, KeyedDatabaseAccounts } from '../base.ts';
import { RequestRow } from '../requests.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends KeyedDatabaseAccounts {
  protected override async claim(em: EntityManager, key: string, asked: string): Promise<boolean> {
    const now = new Date();
    await em.nativeDelete(RequestRow, { key, expiresAt: { $lte: now } });
    const expiresAt = new Date(now.getTime() + this.keysLastMs);
    try {
      await em.transactional((inner) => inner.insert(RequestRow, { key, asked, expiresAt }));
      return true;
    } catch (error) {
      if (error instanceof UniqueConstraintViolationException) return false;
      throw error;
    }
  }
}
