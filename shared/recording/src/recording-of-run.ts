import { callersOf } from '@workbook/course';
import { formatMove, type JudgedRun, type Turn } from '@workbook/explorer';
import {
  changesSomething,
  linesOf,
  type RaceDetail,
  type RaceRecord,
  type Report,
} from '@workbook/judge';
import type { Recording } from './format.ts';
import { recordingOf, type Told } from './recording-of.ts';

/** A run of a race, or the beginning of one. */
export interface OneRun {
  readonly turns: readonly Turn[];
  /** The whole run with its judgement, where it has come to its end. */
  readonly end?: JudgedRun<RaceDetail> | undefined;
}

/**
 * Puts one run into the form of a recording: its one order, without what is stored. Its counts say nothing of the race.
 */
export function recordingOfRun({ turns, end }: OneRun, told: Omit<Told, 'inputs'>): Recording {
  const exchanges = end?.detail.exchanges ?? [];
  const stored = { tables: [], keys: [], files: [], lists: [] };
  const record: RaceRecord = {
    report: { race: told.race.id, ms: 0, exploration: countsOf(end) },
    events: turns.map((turn, i) => ({
      turn,
      move: formatMove(turn.move),
      lines: linesOf(turn, turns.slice(0, i + 1), exchanges),
      changes: changesSomething(turn),
    })),
    positions: [...turns, undefined].map((turn, i) => ({
      next: turn ? [{ event: i, to: i + 1 }] : [],
      stored,
      ...(!turn && end && { end }),
    })),
  };
  const recording = recordingOf(record, { ...told, inputs: '' });
  return { ...recording, clients: clientsOf(told, turns) };
}

function countsOf(end: OneRun['end']): Report['exploration'] {
  const failing = end?.violation === undefined ? 0 : 1;
  const counts = { possible: 1, failing, distinct: 1, failingDistinct: failing, impossible: 0 };
  const verdict = failing > 0 ? 'possible' : 'inconclusive';
  // Of what a search says, a recording keeps these.
  return { ...counts, verdict, complete: false } as unknown as Report['exploration'];
}

/** A second try has a column where there is one. */
function clientsOf({ race }: Pick<Told, 'race'>, turns: readonly Turn[]): Recording['clients'] {
  return callersOf(race)
    .filter(({ name, secondTryOf }) => !secondTryOf || turns.some(({ client }) => client === name))
    .map(({ name, instance, requests }) => ({
      name,
      instance,
      requests: requests.map(({ label }) => label),
    }));
}
