import { constants } from 'node:fs';
import { dirname } from 'node:path';
import type { Actor } from '../actor.ts';
import { timesChanged } from './file-calls.ts';
import { msOf, noteChange, onRunsClock } from './file-times.ts';

/**
 * A call of this name by controlled code has gone well: what it has changed has changed now, on the clock of
 * the run, and what it tells of times is told on that clock, too. Returns the result.
 */
export function onOneClock<T>(name: string, args: readonly unknown[], result: T, actor: Actor): T {
  if (/^[lf]?stat(Sync)?$/.test(name)) return onRunsClock(result, actor);
  const call = name.replace(/Sync$/, '').replace(/^l(chown|utimes)$/, '$1');
  for (const [at, change] of timesChanged[call] ?? []) {
    const file = args[at];
    const target = typeof file === 'number' ? file : String(file);
    if (change === 'folder') noteChange('changed', dirname(String(target)), actor);
    else if (change === 'set')
      noteChange({ accessMs: msOf(args[at + 1]), modifyMs: msOf(args[at + 2]) }, target, actor);
    else if (change !== 'opened') noteChange(change, target, actor);
    else if (makesAnew(args[1])) noteChange('made', target, actor);
    else if (empties(args[1])) noteChange('changed', target, actor);
  }
  return result;
}

/** Whether a file that is opened with this flag was not there before. */
export function makesAnew(flag: unknown): boolean {
  return typeof flag === 'number' ? (flag & constants.O_EXCL) !== 0 : String(flag).includes('x');
}

function empties(flag: unknown): boolean {
  if (typeof flag === 'number') return (flag & constants.O_TRUNC) !== 0;
  return typeof flag === 'string' && flag.startsWith('w');
}
