import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { CourseStep, Race } from '@workbook/course';
import { formatMove } from '@workbook/explorer';
import type { RaceRecord } from '@workbook/judge';
import {
  type OneRun,
  type Recording,
  recordingOf,
  recordingOfRun,
  type Told,
  wordsOf,
} from '@workbook/recording';
import { coloured, type LiveFailure, type LiveOrders, type LiveRun } from '@workbook/site';
import type { RaceResult } from '../judging/judge-races.ts';
import { headingOf } from '../lesson/lesson-of.ts';
import type { Game } from '../play/game.ts';

/** Where a game stands, for a page. */
export function liveRun(game: Game): LiveRun {
  const { race, step, file, position, next, otherVictim } = game;
  return {
    recording: recordingOn(race, step, position, file.path),
    isSeen: position.stored !== undefined,
    next: next.map(({ client, kind, text, faults }) => ({
      client,
      words: wordsOf({ kind, text, move: { client } }),
      faults: faults.map((fault) => ({ move: formatMove({ client, fault }), fault })),
    })),
    stopped: game.stopped(),
    ...(otherVictim && {
      otherVictim: { victim: otherVictim.victim, move: formatMove(otherVictim.move) },
    }),
  };
}

/** The run that fails in an attempt, for a page; null where there is none to be shown. */
export function liveFailure(
  failing: RaceResult | undefined,
  step: CourseStep,
  path: string,
): LiveFailure {
  const run = failing?.report?.exploration.first;
  if (!failing || !run) return null;
  const { turns } = run;
  return { recording: recordingOn(failing.race, step, { turns, end: run }, path) };
}

/** Every order of a race on an attempt, for a page. */
export function liveOrders(
  record: RaceRecord,
  race: Race,
  step: CourseStep,
  path: string,
): LiveOrders {
  return { recording: shown(recordingOf(record, { ...toldOf(race, step, path), inputs: '' })) };
}

function recordingOn(race: Race, step: CourseStep, run: OneRun, path: string): Recording {
  return shown(recordingOfRun(run, toldOf(race, step, path)));
}

function toldOf(race: Race, step: CourseStep, path: string): Omit<Told, 'inputs'> {
  const title = headingOf(step).replace(/^Step \d+: /, '');
  const sourceOf = (name: string) => {
    try {
      return readFileSync(join(dirname(path), name), 'utf8');
    } catch {
      // Renamed or removed since it ran: the page goes without.
      return '';
    }
  };
  return { race, step, title, sourceOf };
}

function shown({ files, ...rest }: Recording): Recording {
  return { ...rest, files: files.map(coloured) };
}
