import { createHash } from 'node:crypto';
import { existsSync, renameSync } from 'node:fs';
import { cp, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import {
  attemptFolder,
  type CourseStep,
  fileBefore,
  homeFolder,
  projectFolder,
  restoreSetAside,
  setAside,
} from '@workbook/race-test';
import { UsageError } from '../errors.ts';

/** An attempt that was put aside. */
export interface SavedAttempt {
  /** `06/2026-11-20T21-30-05`: what `workbook saved --restore` takes. */
  readonly id: string;
  readonly step: string;
  readonly folder: string;
}

/** The code of a step that is no attempt: what it starts from, or its finished code. */
export interface CodeFolder {
  readonly folder: string;
  /** As it is called in the project: `steps/05/src`. */
  readonly shown: string;
}

/** What an attempt at `step` begins with: the finished code of the step before. */
export function startingCode(course: readonly CourseStep[], step: CourseStep): CodeFolder {
  const file = fileBefore(course, step.number);
  if (!file) throw new UsageError(`step ${step.number} has no code to begin with`);
  return codeFolder(dirname(file));
}

export function finishedCode(step: CourseStep): CodeFolder {
  return codeFolder(dirname(step.file));
}

function codeFolder(folder: string): CodeFolder {
  return { folder, shown: relative(projectFolder, folder) };
}

/** Where the learner's code of a step is, or would be. */
export function attemptOf({ number }: CourseStep): CodeFolder & { readonly there: boolean } {
  const folder = attemptFolder(number);
  return {
    folder,
    shown: relative(homeFolder, folder),
    there: existsSync(join(folder, 'accounts.ts')),
  };
}

/**
 * The TypeScript files of a step or an attempt, by their path in `folder`. `main.ts` only starts the
 * server: it is the same everywhere, and no part of an attempt.
 */
export async function codeIn(folder: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && entry.name !== 'main.ts')
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
  const texts = await Promise.all(paths.map((path) => readFile(join(folder, path), 'utf8')));
  return new Map(paths.map((path, i) => [path, texts[i] ?? '']));
}

/** A hash of what all files of the attempt at `step` say: another one after every change. */
export async function versionOf(step: CourseStep): Promise<string> {
  const hash = createHash('sha256');
  for (const [path, text] of await codeIn(attemptOf(step).folder))
    hash.update(`${path}\0${text}\0`);
  return hash.digest('hex').slice(0, 16);
}

/**
 * Makes `source` the attempt at `step`. What was there is saved first: the copy is returned. Whatever
 * ends this, `kill -9` included, the attempt is whole: the old one or the new one.
 */
export async function replaceAttempt(
  step: CourseStep,
  { folder: source }: Pick<CodeFolder, 'folder'>,
): Promise<SavedAttempt | undefined> {
  const { folder } = attemptOf(step);
  restoreSetAside(folder);
  const saved = await saveAttempt(step);
  const fresh = `${folder}.new`;
  const old = setAside(folder);
  // What an earlier one that was killed has left behind.
  await rm(fresh, { recursive: true, force: true });
  await rm(old, { recursive: true, force: true });
  await mkdir(dirname(folder), { recursive: true });
  await cp(source, fresh, { recursive: true, filter: (path) => !path.endsWith('/main.ts') });
  // Nothing should come between the two: with a listener a signal waits until they are done. No
  // listener hears `kill -9`; then the next command puts the old attempt back.
  const later = () => {};
  process.on('SIGINT', later).on('SIGTERM', later).on('SIGHUP', later);
  try {
    if (existsSync(folder)) renameSync(folder, old);
    renameSync(fresh, folder);
  } finally {
    process.off('SIGINT', later).off('SIGTERM', later).off('SIGHUP', later);
  }
  await rm(old, { recursive: true, force: true });
  return saved;
}

const savedFolder = () => join(homeFolder, '.workbook', 'saved');

/** Copies the attempt to a place of its own. The copy appears whole or not at all. */
async function saveAttempt(step: CourseStep): Promise<SavedAttempt | undefined> {
  const { folder } = attemptOf(step);
  if (!existsSync(folder)) return undefined;
  const base = join(savedFolder(), step.number);
  await mkdir(base, { recursive: true });
  const unfinished = join(base, '.unfinished');
  await rm(unfinished, { recursive: true, force: true });
  await cp(folder, unfinished, { recursive: true });
  const time = new Date().toISOString().slice(0, 19).replaceAll(':', '-');
  const names = [time, ...Array.from({ length: 99 }, (_, i) => `${time}-${i + 2}`)];
  const name = names.find((one) => !existsSync(join(base, one))) ?? `${time}-${process.pid}`;
  renameSync(unfinished, join(base, name));
  return savedAt(step.number, name);
}

function savedAt(step: string, name: string): SavedAttempt {
  return { id: `${step}/${name}`, step, folder: join(savedFolder(), step, name) };
}

/** Everything that was ever put aside, the newest last. */
export async function savedAttempts(): Promise<readonly SavedAttempt[]> {
  const steps = await namesIn(savedFolder());
  const each = await Promise.all(
    steps.map(async (step) =>
      (await namesIn(join(savedFolder(), step))).map((name) => savedAt(step, name)),
    ),
  );
  return each.flat();
}

async function namesIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => !name.startsWith('.')).sort();
}
