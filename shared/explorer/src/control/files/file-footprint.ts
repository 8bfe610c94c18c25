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
      const shared = sharedBy(file);
      if (shared !== undefined) use(mode, 'file', shared);
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

/** What a file is called that has several names; undefined for all others. */
function sharedBy(path: string): string | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats && stats.nlink > 1 && !stats.isDirectory() ? `${stats.dev}:${stats.ino}` : undefined;
}
