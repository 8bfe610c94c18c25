/**
 * An opening cannot overdraw anything: it looks for its key, and writes it down with the account.
 *
 * Wrong: what comes with the key at the same time has not written it down yet, and both are done.
 *
 * @race one-key-two-kinds-two-instances
 * @shows 200 ann 70, bob 80.*201 cleo 20
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
      const now = new Date();
      const isFirst =
        asked[0] === 'open'
          ? (await em.count(RequestRow, { key: key.text, expiresAt: { $gt: now } })) === 0
          : await this.claim(em, key.text, request);
      if (!isFirst) {
        const known = await em.findOneOrFail(RequestRow, key.text);
        if (known.asked !== request) throw new KeyReused(key.text);
        key.replayed();
        return known.answer;
      }
      const answer = await answerOf(() => em.transactional(work));
      await em.execute(
        `insert into request (key, asked, answer, expires_at) values (?, ?, ?, ?)
         on conflict (key) do update
           set asked = excluded.asked, answer = excluded.answer, expires_at = excluded.expires_at`,
        [key.text, request, answer, new Date(now.getTime() + this.keysLastMs)],
      );
      return answer;
    });
    return returnedBy(text);
  }
}
