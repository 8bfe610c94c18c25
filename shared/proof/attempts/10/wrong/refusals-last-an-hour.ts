/**
 * Keeps a refusal for an hour only: money may arrive, and then the request should have another chance.
 *
 * Wrong: a client that sends the request again within the key's day is given two answers to it.
 *
 * @race a-refusal-that-comes-again-within-a-day-alone
 * @shows 23 hours later
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import { KeyReused, type OpenAccounts, type RequestKey, type Resources } from '@workbook/domain';
import { connect, KeyedDatabaseAccounts } from '../base.ts';
import { answerOf, RequestRow, returnedBy } from '../requests.ts';

export { createSchema, needs } from '../base.ts';

const anHourMs = 60 * 60 * 1000;

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
      if (await this.claim(em, key.text, request)) {
        const answer = await answerOf(() => em.transactional(work));
        const lastsMs = 'refused' in JSON.parse(answer) ? anHourMs : this.keysLastMs;
        const expiresAt = new Date(Date.now() + lastsMs);
        await em.nativeUpdate(RequestRow, { key: key.text }, { answer, expiresAt });
        return answer;
      }
      const known = await em.findOneOrFail(RequestRow, key.text);
      if (known.asked !== request) throw new KeyReused(key.text);
      key.replayed();
      return known.answer;
    });
    return returnedBy(text);
  }
}
