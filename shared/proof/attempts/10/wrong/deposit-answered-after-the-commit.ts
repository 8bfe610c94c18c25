/**
 * A deposit takes nothing from the customer: its answer is stored when it is certain, after the commit.
 *
 * Wrong: a crash in between leaves a deposit that was done, and whose second request is never answered.
 *
 * @race lost-replies-sent-again
 * @shows COMMIT.*crash.*409 key_in_use
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import {
  KeyInUse,
  KeyReused,
  type OpenAccounts,
  type RequestKey,
  type Resources,
} from '@workbook/domain';
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
    const keep = (em: EntityManager, answer: string) =>
      em.nativeUpdate(RequestRow, { key: key.text }, { answer });
    const text = await this.transaction(async (em) => {
      if (await this.claim(em, key.text, request)) {
        const answer = await answerOf(() => em.transactional(work));
        if (asked[0] !== 'deposit') await keep(em, answer);
        return answer;
      }
      const known = await em.findOneOrFail(RequestRow, key.text);
      if (known.asked !== request) throw new KeyReused(key.text);
      if (known.answer === '') throw new KeyInUse(key.text);
      key.replayed();
      return known.answer;
    });
    if (asked[0] === 'deposit') await this.query((em) => keep(em, text));
    return returnedBy(text);
  }
}
