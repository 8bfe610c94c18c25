import { realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What a call of the library takes for a path, as text, from the root on. */
export function pathOf(path: string | Buffer | URL): string {
  return resolve(path instanceof URL ? fileURLToPath(path) : String(path));
}

/** One name for a file, whatever links lead to its folder. */
export function truePath(path: string | Buffer | URL): string {
  const named = pathOf(path);
  const folder = realPath(dirname(named));
  return folder === undefined ? named : join(folder, basename(named));
}

/** Where all links lead; undefined where nothing is. */
export function realPath(path: string): string | undefined {
  try {
    return realpathSync.native(path);
  } catch {
    return undefined;
  }
}

/** Whether a call of the library takes this for a path, and not for an open file. */
export function isPath(path: unknown): path is string | Buffer | URL {
  return typeof path === 'string' || path instanceof URL || Buffer.isBuffer(path);
}
