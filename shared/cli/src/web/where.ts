import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CourseStep, homeFolder } from '@workbook/course';
import { attemptOf } from '../attempt/files.ts';
import type { JudgedFile } from '../usage/arguments.ts';
import type { WebFace } from './face.ts';

/** Says where the pages of a live face are, for commands in other terminals. What a kill has left is not believed. */
const file = join(homeFolder, '.workbook', 'web.json');

type Said = Pick<WebFace, 'origin' | 'id'>;

/** Lets other commands find a live face until it is disposed of. */
export function announce({ origin, id }: Said): Disposable {
  mkdirSync(join(homeFolder, '.workbook'), { recursive: true });
  writeFileSync(file, `${JSON.stringify({ origin, id })}\n`);
  return {
    [Symbol.dispose]: () => {
      // Another face may have begun since.
      if (said()?.id === id) rmSync(file, { force: true });
    },
  };
}

/** Where the pages of the live face that runs are; undefined where none does. */
export async function liveOrigin(): Promise<string | undefined> {
  const found = said();
  if (!found) return undefined;
  try {
    const response = await fetch(new URL('live/id', found.origin), {
      signal: AbortSignal.timeout(patienceMs),
    });
    const { id } = (await response.json()) as Partial<Said>;
    if (id === found.id) return found.origin;
  } catch {
    // Nothing answers there, or something else does.
  }
  rmSync(file, { force: true });
  return undefined;
}

/** It answers at once, if it is there; a command does not wait for a machine that is busy. */
const patienceMs = 2000;

function said(): Said | undefined {
  try {
    const { origin, id } = JSON.parse(readFileSync(file, 'utf8')) as Partial<Said>;
    const isHere = typeof origin === 'string' && /^http:\/\/127\.0\.0\.1:\d+\/$/.test(origin);
    return isHere && typeof id === 'string' ? { origin, id } : undefined;
  } catch {
    return undefined;
  }
}

/** A moment of a run. */
export interface Moment {
  readonly race: string;
  readonly schedule: string;
  /** The turn that is looked at, counted from 1; the end where absent. */
  readonly cursor?: number | undefined;
}

/**
 * The address of a moment, from the site's folder: of a run on the finished code of a step, or on the learner's
 * attempt. Undefined for any other file, which no page shows.
 */
export function pageOf(
  step: CourseStep,
  { path }: Pick<JudgedFile, 'path'>,
  { race, schedule, cursor }: Moment,
): string | undefined {
  const moment = `${schedule}${cursor === undefined ? '' : `@${cursor}`}`;
  if (path === join(attemptOf(step).folder, 'accounts.ts'))
    return `${step.number}/attempt.html#${race}/${moment}`;
  return path === step.file ? `${step.number}/${race}.html#${moment}` : undefined;
}
