import type { Ending } from '@workbook/explorer';
import type { Exchange } from './history.ts';

/**
 * The requests without answers that have come when the run was over: clients that could not go on for
 * ever are given up in the end, and what their code makes of that is no answer of the race.
 */
export function answeredInTime(
  exchanges: readonly Exchange[],
  ending: Ending,
): readonly Exchange[] {
  if (ending.kind !== 'stuck') return exchanges;
  const waiting = new Set(ending.waiting.map(({ client }) => client));
  const last = new Map(exchanges.map((one) => [one.secondTry ?? one.client, one]));
  return exchanges.map((one) => {
    const letter = one.secondTry ?? one.client;
    if (!waiting.has(letter) || last.get(letter) !== one) return one;
    const { answer: _, answeredAt: __, ...unanswered } = one;
    return unanswered;
  });
}
