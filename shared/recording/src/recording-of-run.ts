import { formatMove, type JudgedRun, type Turn } from '@workbook/explorer';
import {
  changesSomething,
  type Exchange,
  linesOf,
  placeShown,
  type RaceDetail,
  type RaceRecord,
  type Report,
  type Stored,
} from '@workbook/judge';
import type { Recording } from './format.ts';
import { recordingOf, type Told } from './recording-of.ts';

/** A run of a race, or the beginning of one. */
export interface OneRun {
  readonly turns: readonly Turn[];
  /** What the clients have asked and were answered, where the run has not come to its end. */
  readonly exchanges?: readonly Exchange[];
  /** What was stored at its beginning and after each turn, where that is known. */
  readonly stored?: readonly Stored[];
  /** The whole run with its judgement, where it has come to its end. */
  readonly end?: JudgedRun<RaceDetail> | undefined;
}

/**
 * Puts one run into the form of a recording: its one order. Its counts say nothing of the race.
 */
export function recordingOfRun(
  { turns, end, exchanges = end?.detail.exchanges ?? [], stored }: OneRun,
  told: Omit<Told, 'inputs'>,
): Recording {
  const record: RaceRecord = {
    report: { race: told.race.id, ms: 0, exploration: countsOf(end) },
    events: turns.map((turn, i) => ({
      turn: { ...turn, place: placeShown(turn) },
      move: formatMove(turn.move),
      lines: linesOf(turn, turns.slice(0, i + 1), exchanges),
      changes: changesSomething(turn),
    })),
    positions: [...turns, undefined].map((turn, i) => ({
      next: turn ? [{ event: i, to: i + 1 }] : [],
      stored: stored?.[i] ?? nothing,
      ...(!turn && end && { end }),
    })),
  };
  return recordingOf(record, { ...told, inputs: '' });
}

const nothing: Stored = { tables: [], keys: [], files: [], lists: [] };

function countsOf(end: OneRun['end']): Report['exploration'] {
  const failing = end?.violation === undefined ? 0 : 1;
  const counts = { possible: 1, failing, distinct: 1, failingDistinct: failing, impossible: 0 };
  const verdict = failing > 0 ? 'possible' : 'inconclusive';
  // Of what a search says, a recording keeps these.
  return { ...counts, verdict, complete: false } as unknown as Report['exploration'];
}
