import fs, { constants } from 'node:fs';
import { dirname } from 'node:path';
import type { Actor } from '../actor.ts';
import { timesChanged } from './file-calls.ts';
import { msOf, noteChange, onRunsClock } from './file-times.ts';
import { isPath, pathOf } from './true-path.ts';

/** The call as it is before it is put under control. */
const { lstatSync } = fs;

/**
 * A call of this name by controlled code has gone well: what it has changed has changed now, on the clock of
 * the run, and what it tells of times is told on that clock, too. `isNew` is what `makesFile` has said before the
 * call. Returns the result.
 */
export function onOneClock<T>(
  name: string,
  args: readonly unknown[],
  result: T,
  actor: Actor,
  isNew = false,
): T {
  if (/^[lf]?stat(Sync)?$/.test(name)) return onRunsClock(result, actor);
  const call = name.replace(/Sync$/, '').replace(/^l(chown|utimes)$/, '$1');
  const made = makers[call];
  for (const [at, change] of timesChanged[call] ?? []) {
    const file = args[at];
    const target = typeof file === 'number' ? file : isPath(file) ? pathOf(file) : String(file);
    if (change === 'folder') noteChange('changed', dirname(String(target)), actor);
    else if (change === 'set')
      noteChange({ accessMs: msOf(args[at + 1]), modifyMs: msOf(args[at + 2]) }, target, actor);
    else if (isNew && at === made) noteMade(target, actor);
    else if (change !== 'opened') noteChange(change, target, actor);
    else if (empties(args[1])) noteChange('changed', target, actor);
  }
  return result;
}

/** Asked before a call of this name: whether the file that it may make is not there yet. */
export function makesFile(name: string, args: readonly unknown[]): boolean {
  const at = makers[name.replace(/Sync$/, '')];
  const file = at === undefined ? undefined : args[at];
  return isPath(file) && isMissing(file);
}

/** Whether there is no file of this name. */
export function isMissing(file: string | Buffer | URL): boolean {
  try {
    return lstatSync(file, { throwIfNoEntry: false }) === undefined;
  } catch {
    return false;
  }
}

/** A file was made, and its folder has changed by that. */
export function noteMade(file: string | number, actor: Actor, path: unknown = file): void {
  noteChange('made', file, actor);
  if (isPath(path)) noteChange('changed', dirname(pathOf(path)), actor);
}

/** Calls that make a file where there is none: the place of its name among their arguments. */
const makers: Readonly<Record<string, number>> = {
  writeFile: 0,
  appendFile: 0,
  copyFile: 1,
  open: 0,
};

function empties(flag: unknown): boolean {
  if (typeof flag === 'number') return (flag & constants.O_TRUNC) !== 0;
  return typeof flag === 'string' && flag.startsWith('w');
}
