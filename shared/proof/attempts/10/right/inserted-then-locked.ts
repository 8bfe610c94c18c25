/**
 * Inserts the key where it is missing, and locks its row in a second statement, whichever request has inserted it. An
 * answer that is there, and has not expired, is given again.
 */
import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
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
      const now = new Date();
      await em.execute(
        `insert into request (key, asked, expires_at) values (?, '', ?) on conflict do nothing`,
        [key.text, now],
      );
      const row = await em.findOneOrFail(RequestRow, key.text, {
        lockMode: LockMode.PESSIMISTIC_WRITE,
      });
      if (row.asked !== '' && row.expiresAt > now) {
        if (row.asked !== request) throw new KeyReused(key.text);
        key.replayed();
        return row.answer;
      }
      const answer = await answerOf(() => em.transactional(work));
      const expiresAt = new Date(now.getTime() + this.keysLastMs);
      await em.nativeUpdate(RequestRow, { key: key.text }, { asked: request, answer, expiresAt });
      return answer;
    });
    return returnedBy(text);
  }
}
