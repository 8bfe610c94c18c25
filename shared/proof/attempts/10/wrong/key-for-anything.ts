/**
 * Answers whatever comes with a key as the first that came with it.
 *
 * Wrong: a request that was never carried out is told that it was.
 *
 * @race one-key-two-amounts-two-instances
 * @shows 100 \+ 30 \+ 20 = 150, but the account holds 130
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import { type OpenAccounts, type RequestKey, type Resources } from '@workbook/domain';
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
      if (await this.claim(em, key.text, request)) {
        const first = await answerOf(() => em.transactional(work));
        await em.nativeUpdate(RequestRow, { key: key.text }, { answer: first });
        return first;
      }
      const known = await em.findOneOrFail(RequestRow, key.text);
      key.replayed();
      return known.answer;
    });
    return returnedBy(text);
  }
}
