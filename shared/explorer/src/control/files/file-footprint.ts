import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Footprint, type Mode, touchesAnything, type Use } from '../../model/footprint.ts';
import { namesOf, type OpenFile, openingOf } from './open-files.ts';
import { realPath, truePath } from './true-path.ts';

/** The paths that a call touches, and how; `?` stands for one that is not known. */
export type Touched = readonly (readonly [path: string, mode: Mode])[];

/**
 * What a call touches, as the files lie now: other clients may lead a link elsewhere, or rename a folder, before it is
 * let go. A path is found by way of its folders, so it reads their names. What may make, rename or delete a file changes
 * what its folders list: that is told to those who look there, and two who do so need no order.
 *
 * @param name What the call is called.
 * @param open The open file that it goes to, if any: whatever names that has by now are touched, and it changes with the
 *   call, which may move its position or close it.
 */
export function fileFootprint(
  name: string,
  touched: Touched,
  open: OpenFile | undefined,
): Footprint {
  if (touched.some(([path]) => path === '?')) return touchesAnything;
  const uses = new Map<string, Use>();
  const use = (mode: Mode, scope: string, key: string) =>
    uses.set(`${mode} ${scope} ${key}`, { mode, scope, key });
  if (open !== undefined) use('write', 'open file', openingOf(open));
  for (const [path, mode] of touched)
    for (const file of new Set([path, truePath(path), realPath(path) ?? path, ...namesOf(open)])) {
      use(mode, 'file', file);
      if (!isBlind(name)) use('read', 'entries', file);
      if (hasMoreNames(file)) use(mode, 'file', 'of more than one name');
      if (open !== undefined) continue;
      for (const folder of foldersOf(file)) {
        use('read', 'file', folder);
        if (mode !== 'read') use('publish', 'entries', folder);
      }
    }
  return [...uses.values()];
}

/** Whether a call of this name, on a folder, shows nothing of what lies in it. */
function isBlind(name: string): boolean {
  return /^(open|close|f?(data)?sync)$/.test(name);
}

function foldersOf(path: string): string[] {
  const folder = dirname(path);
  return folder === path ? [] : [folder, ...foldersOf(folder)];
}

/**
 * Whether a file has more names than this one. Which files are one is told by numbers that the file system draws, other
 * ones in each run, and what a search knows of two runs is compared: so all files that have more names count as one.
 */
function hasMoreNames(path: string): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats !== undefined && stats.nlink > 1 && !stats.isDirectory();
}
