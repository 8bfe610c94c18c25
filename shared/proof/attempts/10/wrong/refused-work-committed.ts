/**
 * Catches the refusal, and commits it with the key.
 *
 * Wrong: what the work had changed by then is committed as well.
 *
 * @race refused-halfway-sent-again
 * @shows the account holds 70.*balance_out_of_range
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
      if (await this.claim(em, key.text, request)) {
        const first = await answerOf(() => work(em));
        await em.nativeUpdate(RequestRow, { key: key.text }, { answer: first });
        return first;
      }
      const known = await em.findOneOrFail(RequestRow, key.text);
      if (known.asked !== request) throw new KeyReused(key.text);
      key.replayed();
      return known.answer;
    });
    return returnedBy(text);
  }
}
