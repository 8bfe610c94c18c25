/**
 * Puts a Map in front of the table, for the answers that this instance has given: each with what was asked, and with its
 * end. What is not in there is claimed as ever.
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import { KeyReused, type OpenAccounts, type RequestKey, type Resources } from '@workbook/domain';
import { connect, KeyedDatabaseAccounts } from '../base.ts';
import { answerOf, returnedBy } from '../requests.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

interface Remembered {
  readonly asked: string;
  readonly text: string;
  readonly untilMs: number;
}

class Attempt extends KeyedDatabaseAccounts {
  readonly #answers = new Map<string, Remembered>();

  protected override async once<T>(
    key: RequestKey | undefined,
    asked: readonly unknown[],
    work: (em: EntityManager) => Promise<T>,
  ): Promise<T> {
    if (!key) return this.transaction(work);
    const request = JSON.stringify(asked);
    const known = this.#answers.get(key.text);
    if (known && known.untilMs > Date.now()) {
      if (known.asked !== request) throw new KeyReused(key.text);
      key.replayed();
      return returnedBy(known.text);
    }
    const untilMs = Date.now() + this.keysLastMs;
    let isReplay = false;
    const replayed = () => {
      isReplay = true;
      key.replayed();
    };
    const answer = await super.once({ text: key.text, replayed }, asked, work);
    // When the first request came, only the table knows.
    if (!isReplay) {
      const text = await answerOf(async () => answer);
      this.#answers.set(key.text, { asked: request, text, untilMs });
    }
    return answer;
  }
}
