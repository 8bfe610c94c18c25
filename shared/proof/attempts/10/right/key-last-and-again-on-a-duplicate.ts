/**
 * Does the work first, and inserts the key with the answer at the end. Who finds it taken then has done the work in
 * vain: all of it is rolled back, and begins again by the answer that is there.
 */
import { type EntityManager, UniqueConstraintViolationException } from '@mikro-orm/postgresql';
import { KeyReused, type OpenAccounts, type RequestKey, type Resources } from '@workbook/domain';
import { connect, KeyedDatabaseAccounts } from '../base.ts';
import { answerOf, RequestRow, returnedBy } from '../requests.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

const mostTries = 5;

class Attempt extends KeyedDatabaseAccounts {
  protected override async once<T>(
    key: RequestKey | undefined,
    asked: readonly unknown[],
    work: (em: EntityManager) => Promise<T>,
  ): Promise<T> {
    if (!key) return this.transaction(work);
    for (let tries = 1; ; tries += 1) {
      try {
        const text = await this.transaction((em) => this.#onceIn(em, key, asked, work));
        return returnedBy(text);
      } catch (error) {
        const isTaken = error instanceof UniqueConstraintViolationException;
        if (!isTaken || tries === mostTries) throw error;
      }
    }
  }

  async #onceIn<T>(
    em: EntityManager,
    key: RequestKey,
    asked: readonly unknown[],
    work: (em: EntityManager) => Promise<T>,
  ): Promise<string> {
    const request = JSON.stringify(asked);
    const now = new Date();
    const known = await em.findOne(RequestRow, key.text);
    if (known && known.expiresAt > now) {
      if (known.asked !== request) throw new KeyReused(key.text);
      key.replayed();
      return known.answer;
    }
    await em.nativeDelete(RequestRow, { key: key.text, expiresAt: { $lte: now } });
    const answer = await answerOf(() => em.transactional(work));
    const expiresAt = new Date(now.getTime() + this.keysLastMs);
    await em.insert(RequestRow, { key: key.text, asked: request, answer, expiresAt });
    return answer;
  }
}
