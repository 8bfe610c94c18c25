import { existsSync, readdirSync, renameSync } from 'node:fs';
import { rmdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import {
  attemptFolder,
  besideAttempt,
  finishReplacement,
  homeFolder,
  type LeftoverKind,
} from '@workbook/course';
import { problemOf } from '../usage/problems.ts';
import { lockHome } from './home-lock.ts';
import { discard, removeTree } from './leftovers.ts';
import { holdsSomething, putAside, saveOld } from './put-aside.ts';
import type { SavedAttempt } from './saved.ts';

const kinds: readonly LeftoverKind[] = ['old', 'ready', 'new', 'gone'];

/**
 * Repairs what commands left that were killed while they replaced an attempt, of every step. Takes no
 * lock and writes nothing where there is nothing to repair. A repair that fails is told, and stops no
 * command that can do without it.
 */
export async function repairHome(): Promise<void> {
  const broken = stepsThere().filter((step) => needsRepair(step));
  if (broken.length === 0) return;
  try {
    using _lock = await lockHome('attempts');
    for (const step of broken) await repairStep(step);
  } catch (error) {
    console.error(`workbook: ${problemOf(error).message}`);
  }
}

/** The same for one step, by a command that has the lock: the command that left something has ended. */
export async function repairStep(step: string): Promise<void> {
  const attempt = attemptFolder(step);
  finishReplacement(attempt);
  await takePlace(attempt, step);
  for (const old of besideAttempt(attempt, 'old'))
    tell(old, await saveLeftover(old, attempt, step));
  for (const copy of besideAttempt(attempt, 'new')) {
    if (copy.endsWith('.new')) tell(copy, await saveLeftover(copy, attempt, step, '-unfinished'));
    else await discard(copy, attempt);
  }
  for (const ready of besideAttempt(attempt, 'ready')) await discard(ready, attempt);
  for (const gone of besideAttempt(attempt, 'gone')) await removeTree(gone);
  for (const copy of unfinishedCopies(step)) {
    // Without a number it is of an earlier workbook, which has not told the learner what it holds.
    if (copy.endsWith('.unfinished'))
      tell(copy, await saveLeftover(copy, attempt, step, '-unfinished'));
    else await removeTree(copy);
  }
}

/** An editor may have made the folder anew while a whole attempt was about to come there. */
async function takePlace(attempt: string, step: string): Promise<void> {
  const [ready] = besideAttempt(attempt, 'ready');
  if (!ready || existsSync(join(attempt, 'accounts.ts'))) return;
  tell(attempt, await putAside(attempt, step));
  renameSync(ready, attempt);
}

async function saveLeftover(
  leftover: string,
  attempt: string,
  step: string,
  suffix = '',
): Promise<SavedAttempt | undefined> {
  if (holdsSomething(leftover)) return await saveOld(leftover, attempt, step, undefined, suffix);
  await rmdir(leftover);
  return undefined;
}

function tell(path: string, saved: SavedAttempt | undefined): void {
  if (saved)
    console.error(
      `workbook: ${relative(homeFolder, path)} was left behind, and is saved as ${saved.id}`,
    );
}

function stepsThere(): string[] {
  const names = [join(homeFolder, 'steps'), savedFolder()].flatMap(namesIn);
  return [...new Set(names)].filter((name) => /^\d\d$/.test(name)).sort();
}

function needsRepair(step: string): boolean {
  const attempt = attemptFolder(step);
  return (
    kinds.some((kind) => besideAttempt(attempt, kind).length > 0) ||
    unfinishedCopies(step).length > 0
  );
}

function unfinishedCopies(step: string): string[] {
  const folder = join(savedFolder(), step);
  return namesIn(folder)
    .filter((name) => /^\.unfinished(-[0-9a-f]{12})?$/.test(name))
    .map((name) => join(folder, name));
}

const savedFolder = () => join(homeFolder, '.workbook', 'saved');

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
