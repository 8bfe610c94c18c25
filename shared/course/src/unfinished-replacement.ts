import { existsSync, readdirSync, renameSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * What stands beside an attempt while another one takes its place, each under a name of its own:
 * `new`, which is still being copied; `ready`, which is whole and takes the place next; `old`, which
 * has had the place and is whole; `gone`, which is being removed.
 */
export type LeftoverKind = 'new' | 'ready' | 'old' | 'gone';

/** `attempt.ready-0123456789ab`; an `attempt.old` without a number is of an earlier workbook. */
const leftoverName = /^\.(new|ready|old|gone)(-[0-9a-f]{12})?$/;

/** The paths of the folders that stand beside `attempt` because of a replacement. */
export function besideAttempt(attempt: string, kind: LeftoverKind): readonly string[] {
  const [folder, name] = [dirname(attempt), basename(attempt)];
  return foldersIn(folder)
    .filter((one) => one.startsWith(name))
    .filter((one) => leftoverName.exec(one.slice(name.length))?.[1] === kind)
    .map((one) => join(folder, one));
}

/**
 * Puts an attempt back in its place, or the one that was replacing it, when a kill came in between: no
 * command may miss an attempt. One rename does it, so that two commands can do it at once.
 */
export function finishReplacement(attempt: string): void {
  if (existsSync(attempt)) return;
  const [whole] = [...besideAttempt(attempt, 'old'), ...besideAttempt(attempt, 'ready')];
  if (!whole) return;
  try {
    renameSync(whole, attempt);
  } catch {
    // Another command was faster, or nothing can be changed here: then it stays where it is, whole.
  }
}

function foldersIn(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .sort();
  } catch {
    return [];
  }
}
