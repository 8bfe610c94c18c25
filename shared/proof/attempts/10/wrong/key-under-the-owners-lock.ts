/**
 * Locks the owner, and then looks for the key: one request at a time gets there.
 *
 * Wrong: two requests with one key that are about different owners do not wait for each other.
 *
 * @race one-key-two-kinds-two-instances
 * @shows answers .A: 200 ann 70, bob 80, B: 201 cleo 20. together
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import { KeyReused, type OpenAccounts, type RequestKey, type Resources } from '@workbook/domain';
import { connect, KeyedDatabaseAccounts, lockOwnersOf } from '../base.ts';
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
      await lockOwnersIn(em, asked);
      const now = new Date();
      const known = await em.findOne(RequestRow, key.text);
      if (known && known.expiresAt > now) {
        if (known.asked !== request) throw new KeyReused(key.text);
        key.replayed();
        return known.answer;
      }
      await em.nativeDelete(RequestRow, { key: key.text });
      const answer = await answerOf(() => em.transactional(work));
      const expiresAt = new Date(now.getTime() + this.keysLastMs);
      await em.insert(RequestRow, { key: key.text, asked: request, answer, expiresAt });
      return answer;
    });
    return returnedBy(text);
  }
}

async function lockOwnersIn(em: EntityManager, asked: readonly unknown[]): Promise<void> {
  const [kind, ...rest] = asked;
  if (kind !== 'open') return lockOwnersOf(em, rest.slice(0, -1) as number[]);
  const [owner] = rest;
  await em.execute('insert into owner (name) values (?) on conflict do nothing', [owner]);
  await em.execute('select name from owner where name = ? for update', [owner]);
}
