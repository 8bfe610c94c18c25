/** What attempts at step 10 have in common to remember requests by: the finished code's own. */
import { DriverException, defineEntity, type EntityManager, p } from '@mikro-orm/postgresql';
import { DomainError, type DomainErrorCode, KeyInUse } from '@workbook/domain';

/** For how long a key is remembered. */
export const keysLastMs = 24 * 60 * 60 * 1000;

/** What the database reports when a lock was not free in time. */
const lockNotAvailable = '55P03';

const RequestSchema = defineEntity({
  name: 'RequestRow',
  tableName: 'request',
  properties: {
    key: p.string().primary(),
    asked: p.text(),
    /** An `Answer` as JSON. Empty only while the transaction that carries the request out is open. */
    answer: p.text().default(''),
    expiresAt: p.datetime(),
  },
});

/** A request that came with a key, and how it was answered. */
export class RequestRow extends RequestSchema.class {}
RequestSchema.setClass(RequestRow);

/** What a request is answered, every time that it comes: what it returned, or why it was refused. */
export type Answer =
  | { readonly returned: unknown }
  | { readonly refused: DomainErrorCode; readonly message: string };

/** Whether this is the first request with the key. While another one is at work with it, it waits. */
export async function claim(em: EntityManager, key: string, asked: string): Promise<boolean> {
  const now = new Date();
  const expiresAt = new Date(now.getTime() + keysLastMs);
  try {
    const claimed = await em.execute(
      `insert into request (key, asked, expires_at) values (?, ?, ?)
       on conflict (key) do update
         set asked = excluded.asked, answer = '', expires_at = excluded.expires_at
         where request.expires_at <= ?
       returning key`,
      [key, asked, expiresAt, now],
    );
    return claimed.length > 0;
  } catch (error) {
    const wasLocked = error instanceof DriverException && error.code === lockNotAvailable;
    throw wasLocked ? new KeyInUse(key) : error;
  }
}

/** What the work returns, or why it is refused: a refusal is an answer, too, and kept like any other. */
export async function answerOf(work: () => Promise<unknown>): Promise<string> {
  try {
    return textOf({ returned: await work() });
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    return textOf({ refused: error.code, message: error.message });
  }
}

export function textOf(answer: Answer): string {
  return JSON.stringify(answer);
}

/** What the work of this answer returned. Throws the refusal if it was refused. */
export function returnedBy<T>(text: string): T {
  const answer: Answer = JSON.parse(text);
  if ('refused' in answer) throw new DomainError(answer.refused, answer.message);
  return answer.returned as T;
}
