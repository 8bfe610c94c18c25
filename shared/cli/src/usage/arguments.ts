import { readFile, stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { allRaces, type CourseStep, promisesIn, type Race } from '@workbook/course';
import { InvalidSchedule, type Move, parseSchedule } from '@workbook/explorer';
import { UsageError } from './errors.ts';
import { nearestTo } from './nearest.ts';

/** The step that `text` names: `05`, `5` or `step-05`. Throws `UsageError` that names those there are. */
export function stepNamed(course: readonly CourseStep[], text: string): CourseStep {
  const number = text.replace(/^step-/, '').padStart(2, '0');
  const step = course.find((one) => one.number === number);
  if (step) return step;
  const all = course.map((one) => one.number).join(', ');
  throw new UsageError(`there is no step "${text}": the steps are ${all}`);
}

/** The race that `text` names, by its id or its name. Throws `UsageError` that names the nearest ones. */
export function raceNamed(course: readonly CourseStep[], text: string): Race {
  const races = allRaces(course);
  const id = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  const race = [...races, ...promisesIn(course)].find((one) => one.id === id);
  if (race) return race;
  const nearest = nearestTo(
    id,
    races.map((one) => one.id),
  );
  throw new UsageError(`there is no race "${text}": did you mean ${nearest}?`);
}

/** The schedule that is written as `text`. Throws a `UsageError` that names the first wrong character. */
export function scheduleIn(text: string): Move[] {
  try {
    return parseSchedule(text);
  } catch (error) {
    throw error instanceof InvalidSchedule ? new UsageError(error.message) : error;
  }
}

/** A file to judge. */
export interface JudgedFile {
  /** Absolute. */
  readonly path: string;
  /** As it is seen from the folder in which the command runs. */
  readonly shown: string;
  /** A hash of the code, where it may change meanwhile: judges forget what they know of another version. */
  readonly version?: string;
}

/** The file at `text`, or its `accounts.ts` when that is a folder. Throws `UsageError` when there is not one. */
export async function fileNamed(text: string): Promise<JudgedFile> {
  if (text === '')
    throw new UsageError('the name of the file is empty: give one that exports createAccounts');
  const path = resolve(text);
  const found = await stat(path).catch(() => undefined);
  if (!found)
    throw new UsageError(`there is no file ${text}: give a file that exports createAccounts`);
  if (found.isFile()) {
    await refuseOtherLanguages(path, text);
    return { path, shown: shownPath(path) };
  }
  // A device or a pipe may have no end, and would be read for ever.
  if (!found.isDirectory())
    throw new UsageError(`${text} is not a file to read: give one that exports createAccounts`);
  const inside = join(path, 'accounts.ts');
  if (!(await stat(inside).catch(() => undefined)))
    throw new UsageError(`the folder ${text} has no accounts.ts: that is the file to judge`);
  await refuseOtherLanguages(inside, join(text, 'accounts.ts'));
  return { path: inside, shown: shownPath(inside) };
}

/** What is no text, or by its name something else than code, is not worth a compiler's opinion. */
async function refuseOtherLanguages(path: string, text: string): Promise<void> {
  const isNamedSo = /\.[cm]?[jt]s$/i.test(path);
  // What cannot be read is told of by those who have to load it.
  const code = await readFile(path).catch(() => Buffer.alloc(0));
  if (isNamedSo && !code.includes(0)) return;
  throw new UsageError(`${text} is no TypeScript file: give one that exports createAccounts`);
}

/** What is judged where no file is named. */
export function finishedFile({ file }: CourseStep): JudgedFile {
  return { path: file, shown: shownPath(file) };
}

/** How a command that runs `file` again has to name it; undefined for the finished code. */
export function namedFile(step: CourseStep, { path, shown }: JudgedFile): string | undefined {
  return path === step.file ? undefined : shown;
}

/** `steps/05/src/accounts.ts`; a file outside of the folder of the command keeps its whole path. */
export function shownPath(path: string): string {
  const fromHere = relative(process.cwd(), path);
  return fromHere.startsWith('..') ? path : fromHere;
}
