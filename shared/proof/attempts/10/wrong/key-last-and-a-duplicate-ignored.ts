/**
 * Does the work, and writes the key down at the end, with ON CONFLICT DO NOTHING: what is there need not be written.
 *
 * Wrong: a key that is there by then is that of a request that was done, and this one is committed as well.
 *
 * @race pressed-twice-two-instances
 * @shows the account holds 40; "withdraw 30 from ann, key k" was sent more than once
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
      const known = await em.findOne(RequestRow, key.text);
      if (known && known.expiresAt > now) {
        if (known.asked !== request) throw new KeyReused(key.text);
        key.replayed();
        return known.answer;
      }
      await em.nativeDelete(RequestRow, { key: key.text, expiresAt: { $lte: now } });
      const answer = await answerOf(() => em.transactional(work));
      await em.execute(
        `insert into request (key, asked, answer, expires_at) values (?, ?, ?, ?)
         on conflict do nothing`,
        [key.text, request, answer, new Date(now.getTime() + this.keysLastMs)],
      );
      return answer;
    });
    return returnedBy(text);
  }
}
