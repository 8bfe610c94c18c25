/**
 * Inserts the key, or locks its row by an update that changes nothing: either way one statement gives back the row,
 * and says whether it is new.
 */
import type { EntityManager } from '@mikro-orm/postgresql';
import { KeyReused, type OpenAccounts, type RequestKey, type Resources } from '@workbook/domain';
import { connect, KeyedDatabaseAccounts } from '../base.ts';
import { answerOf, RequestRow, returnedBy } from '../requests.ts';

export { createSchema, needs } from '../base.ts';

export async function createAccounts({ postgres, screen }: Resources): Promise<OpenAccounts> {
  return new Attempt(await connect(postgres), screen);
}

interface Locked {
  readonly asked: string;
  readonly answer: string;
  readonly expires_at: string | Date;
  readonly is_new: boolean;
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
      const expiresAt = new Date(now.getTime() + this.keysLastMs);
      const [row] = await em.execute<[Locked]>(
        `insert into request (key, asked, expires_at) values (?, ?, ?)
         on conflict (key) do update set key = excluded.key
         returning asked, answer, expires_at, xmax = 0 as is_new`,
        [key.text, request, expiresAt],
      );
      if (!row.is_new && new Date(row.expires_at) > now) {
        if (row.asked !== request) throw new KeyReused(key.text);
        key.replayed();
        return row.answer;
      }
      const answer = await answerOf(() => em.transactional(work));
      await em.nativeUpdate(RequestRow, { key: key.text }, { asked: request, answer, expiresAt });
      return answer;
    });
    return returnedBy(text);
  }
}
