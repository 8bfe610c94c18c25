import { clientsInTransaction } from '../control/postgres/controlled-session.ts';
import { unhandledInRun } from '../control/run-is-over.ts';
import type { Ending, RunRecord } from '../model/run-record.ts';
import type { Run } from '../run/run.ts';
import { usualEndlessTurns } from './branching.ts';

/** A run as it happened. It goes by `endlessTurns` whether clients that repeat themselves are endless. */
export function recordOf(run: Run, plan: Partial<Limits>): RunRecord {
  const { ends } = run;
  // What a client hears of its own crash is no fault of it.
  const alive = unhandledInRun().filter(
    ({ instance }) => !ends.crashedInstances.includes(instance),
  );
  return {
    schedule: run.turns.map(({ move }) => move),
    turns: run.turns,
    ending: endingOf(run, plan),
    ...ends,
    unhandled: new Map(alive.toReversed().map(({ client, reason }) => [client, reason])),
    openTransactions: clientsInTransaction(),
  };
}

/** How a run has ended, or where it was given up. */
export function endingOf(run: Run, { endlessTurns = usualEndlessTurns }: Partial<Limits>): Ending {
  const ended = run.ending();
  if (ended) return ended;
  const repeating = run.repeating(endlessTurns);
  return repeating ? { kind: 'endless', repeating } : { kind: 'too-long', turns: run.turns.length };
}

interface Limits {
  /** How many turns must show that clients only repeat themselves. */
  readonly endlessTurns: number;
}
