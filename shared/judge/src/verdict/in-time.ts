import type { Ending, Turn } from '@workbook/explorer';
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

/**
 * The requests, of which those are marked that have waited for long, by a timer of a second or longer that ended the wait
 * although another client would have done so later, or as time has gone by: to give up then is what a bound is for.
 */
export function withLongWaits(
  exchanges: readonly Exchange[],
  turns: readonly Pick<Turn, 'client' | 'index' | 'move' | 'endsWaitEarly'>[],
): readonly Exchange[] {
  const passes = ({ move }: Pick<Turn, 'move'>) => move.fault === 'time-passes';
  const ended = turns.filter((turn) => turn.endsWaitEarly || passes(turn));
  return exchanges.map((one) => {
    const { client, secondTry = client, calledAt, answeredAt = Number.POSITIVE_INFINITY } = one;
    const hasWaitedLong = ended.some(
      (turn) =>
        (turn.client === secondTry || passes(turn)) &&
        turn.index >= calledAt &&
        turn.index < answeredAt,
    );
    return hasWaitedLong ? { ...one, hasWaitedLong } : one;
  });
}
