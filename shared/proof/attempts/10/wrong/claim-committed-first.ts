/**
 * Commits the claim at once, so that a second request need not wait to learn that the first is at work.
 *
 * Wrong: a crash leaves a claim that no request works on, and the withdrawal is never done.
 *
 * @race lost-reply-sent-again
 * @shows key_in_use.*end \(ann 100\)
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
    const isFirst = await this.transaction((em) => this.claim(em, key.text, request));
    const text = await this.transaction(async (em) => {
      if (isFirst) {
        const first = await answerOf(() => em.transactional(work));
        await em.nativeUpdate(RequestRow, { key: key.text }, { answer: first });
        return first;
      }
      const known = await em.findOneOrFail(RequestRow, key.text);
      if (known.asked !== request) throw new KeyReused(key.text);
      if (known.answer === '') throw new KeyInUse(key.text);
      key.replayed();
      return known.answer;
    });
    return returnedBy(text);
  }
}
