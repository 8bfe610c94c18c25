import { closeSync, constants, openSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ServiceUnavailable } from '../model/service-unavailable.ts';
import { marks } from './names.ts';

/** What the kernel takes, without the zero at the end. */
const longestBytes = process.platform === 'linux' ? 107 : 103;

/** A path for a socket in a folder. It may be used until it is closed. */
export interface SocketPath {
  readonly path: string;
  readonly close: () => void;
}

/**
 * A path that is short enough to listen on, or to connect to, however deep the folder is; undefined
 * where there is none. On Linux there always is.
 */
export function socketPath(folder: string, name: string): SocketPath | undefined {
  const path = [join(folder, name), fromHere(join(folder, name))].find(isShortEnough);
  if (path) return { path, close: () => {} };
  if (process.platform !== 'linux') return undefined;
  const fd = openSync(folder, constants.O_RDONLY | constants.O_DIRECTORY);
  return { path: `/proc/self/fd/${fd}/${name}`, close: () => closeSync(fd) };
}

/**
 * Makes sure that run folders in `parent` can have their sockets.
 *
 * @throws ServiceUnavailable when its path is too long.
 */
export function checkPathLength(parent: string, platform = process.platform): void {
  const longest = join(parent, 'workbook-postgres-123456', marks.busy);
  if (platform === 'linux' || [longest, fromHere(longest)].some(isShortEnough)) return;
  const tooMany = Buffer.byteLength(longest) - longestBytes;
  throw new ServiceUnavailable(
    `the path ${parent} is ${tooMany} bytes too long for the sockets of a run: set TMPDIR to a folder with a shorter path`,
  );
}

/** Node would cut off the end of a longer one, or refuse it, depending on its version. */
function isShortEnough(path: string): boolean {
  return path !== '' && Buffer.byteLength(path) <= longestBytes;
}

function fromHere(path: string): string {
  try {
    return relative(process.cwd(), path);
  } catch {
    // The working folder has been deleted.
    return '';
  }
}
