/**
 * Takes an advisory lock on the key's hash for the session, and gives it back when the request is done; the key is looked
 * for and stored in the transaction.
 *
 * Wrong: a key that was used for another request throws past the unlock, and the lock stays with the connection in
 * the pool.
 *
 * @race one-key-two-amounts-two-instances
 * @shows pg_advisory_lock.*422 key_reused
 */
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
    const request = JSON.stringify(asked);
    await this.query((em) => em.execute('select pg_advisory_lock(hashtext(?))', [key.text]));
    const text = await this.transaction(async (em) => {
      const known = await em.findOne(RequestRow, key.text);
      if (known && known.expiresAt > new Date()) {
        if (known.asked !== request) throw new KeyReused(key.text);
        key.replayed();
        return known.answer;
      }
      const answer = await answerOf(() => em.transactional(work));
      const expiresAt = new Date(Date.now() + keysLastMs);
      await em.upsert(RequestRow, { key: key.text, asked: request, answer, expiresAt });
      return answer;
    });
    await this.query((em) => em.execute('select pg_advisory_unlock(hashtext(?))', [key.text]));
    return returnedBy(text);
  }
}
