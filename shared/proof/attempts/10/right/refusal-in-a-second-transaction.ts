/**
 * Rolls a refusal back with its claim, and stores it by a second transaction. If another request with the key was
 * faster, its answer counts.
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import {
  DomainError,
  KeyReused,
  type OpenAccounts,
  type RequestKey,
  type Resources,
} from '@workbook/domain';
import { connect, KeyedDatabaseAccounts } from '../base.ts';
import { RequestRow, returnedBy, textOf } from '../requests.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

/** The refusals that are no answer to keep. */
const notKept = /^(?:unavailable|key_reused|key_in_use)$/;

class Attempt extends KeyedDatabaseAccounts {
  protected override async once<T>(
    key: RequestKey | undefined,
    asked: readonly unknown[],
    work: (em: EntityManager) => Promise<T>,
  ): Promise<T> {
    if (!key) return this.transaction(work);
    const request = JSON.stringify(asked);
    const text = await this.#answered(key, request, async (em) =>
      textOf({ returned: await em.transactional(work) }),
    ).catch((error: unknown) => {
      if (!(error instanceof DomainError) || notKept.test(error.code)) throw error;
      const refusal = textOf({ refused: error.code, message: error.message });
      return this.#answered(key, request, async () => refusal);
    });
    return returnedBy(text);
  }

  async #answered(
    key: RequestKey,
    request: string,
    answer: (em: EntityManager) => Promise<string>,
  ): Promise<string> {
    return this.transaction(async (em) => {
      if (await this.claim(em, key.text, request)) {
        const first = await answer(em);
        await em.nativeUpdate(RequestRow, { key: key.text }, { answer: first });
        return first;
      }
      const known = await em.findOneOrFail(RequestRow, key.text);
      if (known.asked !== request) throw new KeyReused(key.text);
      key.replayed();
      return known.answer;
    });
  }
}
