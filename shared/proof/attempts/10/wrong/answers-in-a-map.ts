/**
 * Keeps the answers in a Map, where they are found in no time.
 *
 * Wrong: another instance does not know them, and neither does this one when it starts again.
 *
 * @race pressed-twice-two-instances
 * @shows sent more than once, and counts once
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import { KeyReused, type OpenAccounts, type RequestKey, type Resources } from '@workbook/domain';
import { connect, KeyedDatabaseAccounts } from '../base.ts';
import { answerOf, returnedBy } from '../requests.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

class Attempt extends KeyedDatabaseAccounts {
  readonly #answers = new Map<string, { readonly asked: string; readonly text: string }>();

  protected override async once<T>(
    key: RequestKey | undefined,
    asked: readonly unknown[],
    work: (em: EntityManager) => Promise<T>,
  ): Promise<T> {
    if (!key) return this.transaction(work);
    const request = JSON.stringify(asked);
    const known = this.#answers.get(key.text);
    if (known && known.asked !== request) throw new KeyReused(key.text);
    if (known) key.replayed();
    const text = known?.text ?? (await answerOf(() => this.transaction(work)));
    this.#answers.set(key.text, { asked: request, text });
    return returnedBy(text);
  }
}
