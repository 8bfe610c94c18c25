/**
 * Puts a Map in front of the table, for the answers that this instance has given itself.
 *
 * Wrong: the table forgets a key after a day, and the Map does not.
 *
 * @race expired-key-two-instances
 * @shows 200 ann 70
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import { KeyReused, type OpenAccounts, type RequestKey, type Resources } from '@workbook/domain';
import { connect, KeyedDatabaseAccounts } from '../base.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends KeyedDatabaseAccounts {
  readonly #answers = new Map<string, { readonly asked: string; readonly answer: unknown }>();

  protected override async once<T>(
    key: RequestKey | undefined,
    asked: readonly unknown[],
    work: (em: EntityManager) => Promise<T>,
  ): Promise<T> {
    if (!key) return this.transaction(work);
    const request = JSON.stringify(asked);
    const known = this.#answers.get(key.text);
    if (known) {
      if (known.asked !== request) throw new KeyReused(key.text);
      key.replayed();
      return known.answer as T;
    }
    const answer = await super.once(key, asked, work);
    this.#answers.set(key.text, { asked: request, answer });
    return answer;
  }
}
