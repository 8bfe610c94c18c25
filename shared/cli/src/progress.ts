import { readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { type CourseStep, homeFolder } from '@workbook/race-test';
import { replaceFile } from './replace-file.ts';

/** Where a learner is. It is kept in a plain file, `.workbook/progress.json`. */
export interface Progress {
  /** The number of the current step. */
  readonly step: string;
  /** For each step that was green: which version of the attempt was. */
  readonly green: Readonly<Record<string, string>>;
  /** How many rungs of a hint were shown, by `06/lost-update`. */
  readonly hints: Readonly<Record<string, number>>;
}

const progressFile = join(homeFolder, '.workbook', 'progress.json');

/** What `readProgress` has found. */
export interface ReadProgress extends Progress {
  /** A sentence for the learner when the file could not be read and was set aside. */
  readonly complaint?: string;
}

/** Where the learner is: the first step when nothing is known. A file that makes no sense is set aside. */
export function readProgress(course: readonly CourseStep[]): ReadProgress {
  const beginning: Progress = { step: course[0]?.number ?? '01', green: {}, hints: {} };
  let text: string;
  try {
    text = readFileSync(progressFile, 'utf8');
  } catch {
    return beginning;
  }
  const progress = progressIn(text, course);
  if (progress) return progress;
  const aside = `${progressFile}.broken`;
  renameSync(progressFile, aside);
  const complaint = `.workbook/progress.json did not say where you are and was renamed to progress.json.broken: you are at step ${beginning.step}, and workbook start NN takes you elsewhere`;
  return { ...beginning, complaint };
}

function progressIn(text: string, course: readonly CourseStep[]): Progress | undefined {
  try {
    const { step, green = {}, hints = {} } = JSON.parse(text) as Partial<Progress>;
    if (!course.some(({ number }) => number === step) || typeof step !== 'string') return undefined;
    if (!hasEntries(green, 'string') || !hasEntries(hints, 'number')) return undefined;
    return { step, green, hints };
  } catch {
    return undefined;
  }
}

function hasEntries(value: unknown, type: 'string' | 'number'): boolean {
  if (value === null || typeof value !== 'object') return false;
  return Object.values(value).every((one) => typeof one === type);
}

/** Changes what is said of the learner; the file is replaced in one piece. */
export async function writeProgress(
  course: readonly CourseStep[],
  change: Partial<Progress>,
): Promise<void> {
  const { step, green, hints } = readProgress(course);
  const progress = { format: 1, step, green, hints, ...change };
  await replaceFile(progressFile, `${JSON.stringify(progress, null, 2)}\n`);
}

/** Notes that an attempt is green, or is not any more. */
export async function rememberVerdict(
  course: readonly CourseStep[],
  { number }: CourseStep,
  version: string,
  verdict: 'green' | 'red' | 'inconclusive',
): Promise<void> {
  const { [number]: before, ...others } = readProgress(course).green;
  const green = verdict === 'green' ? { ...others, [number]: version } : others;
  if (green[number] !== before) await writeProgress(course, { green });
}

/** How many rungs of the hint for `race` the learner has seen. */
export function hintsSeen(
  course: readonly CourseStep[],
  { number }: CourseStep,
  race: string,
): number {
  return readProgress(course).hints[`${number}/${race}`] ?? 0;
}

export async function rememberHint(
  course: readonly CourseStep[],
  { number }: CourseStep,
  race: string,
  rung: number,
): Promise<void> {
  const { hints } = readProgress(course);
  await writeProgress(course, { hints: { ...hints, [`${number}/${race}`]: rung } });
}
