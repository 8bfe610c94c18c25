/**
 * Keeps a hash in place of the request, and locks the key by its own hash for the transaction; the row is written last.
 */
import { createHash } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { KeyReused, type OpenAccounts, type RequestKey, type Resources } from '@workbook/domain';
import { connect, KeyedDatabaseAccounts } from '../base.ts';
import { answerOf, keysLastMs, RequestRow, returnedBy } from '../requests.ts';

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
    const request = createHash('sha256').update(JSON.stringify(asked)).digest('hex');
    const text = await this.transaction(async (em) => {
      await em.execute('select pg_advisory_xact_lock(hashtextextended(?, 10))', [key.text]);
      const known = await em.findOne(RequestRow, key.text);
      if (known && known.expiresAt > new Date()) {
        if (known.asked !== request) throw new KeyReused(key.text);
        key.replayed();
        return known.answer;
      }
      const answer = await answerOf(() => em.transactional(work));
      const expiresAt = new Date(Date.now() + keysLastMs);
      await em.execute(
        `insert into request (key, asked, answer, expires_at) values (?, ?, ?, ?)
         on conflict (key) do update
           set asked = excluded.asked, answer = excluded.answer, expires_at = excluded.expires_at`,
        [key.text, request, answer, expiresAt],
      );
      return answer;
    });
    return returnedBy(text);
  }
}
