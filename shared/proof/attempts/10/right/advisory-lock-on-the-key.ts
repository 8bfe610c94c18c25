/**
 * Keeps others with the key away by an advisory lock that ends with the transaction. Who has it may look for the
 * key, and insert it when the answer is known.
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import { KeyReused, type OpenAccounts, type RequestKey, type Resources } from '@workbook/domain';
import { connect, KeyedDatabaseAccounts } from '../base.ts';
import { answerOf, RequestRow, returnedBy } from '../requests.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends KeyedDatabaseAccounts {
  protected override async once<T>(
    key: RequestKey | undefined,
    asked: readonly unknown[],
    work: (em: EntityManager) => Promise<T>,
  ): Promise<T> {
    if (!key) return this.transaction(work);
    const request = JSON.stringify(asked);
    const text = await this.transaction(async (em) => {
      await em.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [key.text]);
      const now = new Date();
      const known = await em.findOne(RequestRow, key.text);
      if (known && known.expiresAt > now) {
        if (known.asked !== request) throw new KeyReused(key.text);
        key.replayed();
        return known.answer;
      }
      await em.nativeDelete(RequestRow, { key: key.text });
      const answer = await answerOf(() => em.transactional(work));
      const expiresAt = new Date(now.getTime() + this.keysLastMs);
      await em.insert(RequestRow, { key: key.text, asked: request, answer, expiresAt });
      return answer;
    });
    return returnedBy(text);
  }
}
