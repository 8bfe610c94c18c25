import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import {
  attemptFolder,
  type CourseStep,
  homeFolder,
  projectFolder,
  startingFile,
} from '@workbook/course';
import { UsageError } from '../usage/errors.ts';

/** The code of a step that is not an attempt: what it starts from, or its finished code. */
export interface CodeFolder {
  readonly folder: string;
  /** As it is called in the project: `steps/05/src`. */
  readonly shown: string;
  /** Names at its top that are no part of an attempt. */
  readonly leaveOut: readonly string[];
}

/** What an attempt at `step` begins with: the step's own `start/`, or the finished code that it begins with. */
export function startingCode(course: readonly CourseStep[], step: CourseStep): CodeFolder {
  const file = startingFile(course, step.number);
  if (!file) throw new UsageError(`step ${step.number} has no code to begin with`);
  return codeFolder(dirname(file));
}

/** The code of a step as the course has finished it. */
export function finishedCode(step: CourseStep): CodeFolder {
  return codeFolder(dirname(step.file));
}

function codeFolder(folder: string): CodeFolder {
  return { folder, shown: relative(projectFolder, folder), leaveOut: [server] };
}

/** It only starts the server, and is the same on every step. */
const server = 'main.ts';

/** Where the learner's code of a step is, or would be. */
export function attemptOf({ number }: CourseStep): Omit<CodeFolder, 'leaveOut'> & {
  readonly there: boolean;
} {
  const folder = attemptFolder(number);
  return {
    folder,
    shown: relative(homeFolder, folder),
    there: existsSync(join(folder, 'accounts.ts')),
  };
}

/** The TypeScript files of a step or an attempt, by their path in `folder`, without the server. */
export async function codeIn(folder: string): Promise<ReadonlyMap<string, string>> {
  return await typescriptIn(folder, (path) => basename(path) !== server);
}

/** A hash of what all files of the attempt at `step` say: another one after every change. */
export async function versionOf(step: CourseStep): Promise<string> {
  const hash = createHash('sha256');
  // A `main.ts` of the learner's own may be anything, and the attempt may import it.
  for (const [path, text] of await typescriptIn(attemptOf(step).folder))
    hash.update(`${path}\0${text}\0`);
  return hash.digest('hex').slice(0, 16);
}

/**
 * A hash of the program that the attempt at `step` is: the same after a change of nothing but comments and white
 * space. A comment that the compiler obeys is part of it; a file that breaks the grammar counts as its text.
 */
export async function programOf(step: CourseStep): Promise<string> {
  const { parseSync } = await import('oxc-parser');
  const hash = createHash('sha256');
  for (const [path, text] of await typescriptIn(attemptOf(step).folder)) {
    const { program, comments, errors } = parseSync(path, text);
    const obeyed = comments
      .map(({ value }) => value.trim())
      .filter((one) => one.startsWith('@ts-'));
    const said = errors.length > 0 ? text : JSON.stringify([program, obeyed], withoutPlaces);
    hash.update(`${path}\0${said}\0`);
  }
  return hash.digest('hex').slice(0, 16);
}

function withoutPlaces(key: string, value: unknown): unknown {
  if (key === 'start' || key === 'end') return undefined;
  return typeof value === 'bigint' ? String(value) : value;
}

async function typescriptIn(
  folder: string,
  wanted: (path: string) => boolean = () => true,
): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter(wanted)
    .sort();
  const texts = await Promise.all(paths.map((path) => readFile(join(folder, path), 'utf8')));
  return new Map(paths.map((path, i) => [path, texts[i] ?? '']));
}
