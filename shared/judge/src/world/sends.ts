import type { Call, Caller } from '@workbook/course';
import type { Exchange } from '../verdict/history.ts';

/**
 * Whether it makes no difference to a request of these callers when it is sent: none names an account that another caller
 * opens, of which it could not know the id before that is answered.
 */
export function sendsAreFree(callers: readonly Caller[]): boolean {
  return callers.every((caller) =>
    callers.every((other) => other === caller || !knowsFrom(other, caller)),
  );
}

/** Whether this caller names an account that the other one opens. */
function knowsFrom(opener: Caller, { requests }: Caller): boolean {
  const opened = opener.requests.flatMap(({ call }) => (call.kind === 'open' ? [call.owner] : []));
  return requests.some(({ call }) => namedIn(call).some((name) => opened.includes(name)));
}

/** The accounts whose ids a request has in it. */
function namedIn(call: Call): readonly string[] {
  if (call.kind === 'transfer') return [call.from, call.to];
  return 'account' in call ? [call.account] : [];
}

/** The same requests in another order of the turns: `places` says where each turn has come to. */
export function inOrder(
  exchanges: readonly Exchange[],
  places: readonly number[],
): readonly Exchange[] {
  // A turn counts from the moment at which it is noted.
  const placeOf = (at: number) => (places[at - 1] ?? at - 1) + 1;
  return exchanges.map((one) => ({
    ...one,
    calledAt: placeOf(one.calledAt),
    ...(one.answeredAt !== undefined && { answeredAt: placeOf(one.answeredAt) }),
  }));
}
