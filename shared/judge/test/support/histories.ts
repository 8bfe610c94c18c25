import { type Request, takesKey } from '@workbook/course';
import type { Account } from '@workbook/domain';
import type { Answer, Exchange } from '../../src/verdict/history.ts';

export const ann = (balance: number): Account => ({ id: 1, owner: 'ann', balance });
export const bob = (balance: number): Account => ({ id: 2, owner: 'bob', balance });

export const ok = (body: unknown): Answer => ({ status: 200, body });
export const refused = (code: string, status = 409): Answer => ({ status, body: { code } });

/** A request, and its answer if one came, between two turns. */
export function exchange(
  client: string,
  { call, label, key }: Request,
  calledAt: number,
  answeredAt?: number,
  answer?: Answer,
): Exchange {
  return {
    client,
    call,
    label,
    ...(typeof key === 'string' && takesKey(call) && { key }),
    calledAt,
    ...(answeredAt === undefined ? {} : { answeredAt }),
    ...(answer === undefined ? {} : { answer }),
  };
}
