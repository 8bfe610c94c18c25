import { accessSync, constants, lstatSync, type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { homeFolder } from '@workbook/course';

type FileError = NodeJS.ErrnoException & { readonly dest?: string };

const elsewhere = 'set WORKBOOK_HOME to a folder that you may write to';

/** What keeps the workbook from the learner's files, and what helps. */
const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full: make room there, and run the command again',
  EDQUOT: 'your share of the disk is used up: make room there, and run the command again',
  EFBIG: 'a file there may not become that large: raise the limit (ulimit -f)',
  EROFS: `the disk can only be read: ${elsewhere}`,
  EACCES: `you have no permission: change the permissions, or ${elsewhere}`,
  EPERM: `you have no permission: change the permissions, or ${elsewhere}`,
  EISDIR: 'a folder is where a file belongs: move it away',
  ENOTDIR: 'a file is where a folder belongs: move it away',
  EEXIST: 'a file is where a folder belongs: move it away',
  ELOOP: 'a symbolic link there leads in a circle: remove it',
  ENOENT: 'it went away in the middle: run the command again',
  EMFILE: 'too many files are open: raise the limit (ulimit -n)',
  ENFILE: 'too many files are open on this machine: close something',
  EIO: 'the disk has failed: check it, and copy what is yours',
  EBUSY:
    'it is in use, or is a mounted disk: unmount it, or copy what is yours and empty it by hand',
  ERR_FS_CP_FIFO_PIPE: 'a pipe cannot be copied: remove it',
  ERR_FS_CP_SOCKET: 'a socket cannot be copied: remove it',
  ERR_FS_CP_UNKNOWN: 'something that is neither a file nor a folder cannot be copied: remove it',
};

/** The error of the file system, with the path that Node leaves out where it has only a handle. */
export function withPath(error: unknown, path: string): unknown {
  return error instanceof Error ? Object.assign(error, { path }) : error;
}

/**
 * Says in one sentence what is wrong with the learner's files, when that is why `error` was thrown:
 * a full disk, a missing permission, a file in the way. Undefined for every other error.
 */
export function fileProblem(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { path, dest } = error as FileError;
  const code = codeOf(error);
  const reason = reasons[code];
  const own = [dest, path].find((one) => typeof one === 'string' && isInHome(one));
  if (!reason || !own) return undefined;
  const inTheWay = code === 'ENOTDIR' || code === 'EEXIST' ? fileOnTheWay(own) : undefined;
  if (code === 'ENOENT' || code === 'EEXIST') {
    const link = deadLinkOnTheWay(own);
    if (link) return `${link}: this symbolic link leads nowhere: repair or remove it`;
  }
  return `${inTheWay ?? own}: ${reason}`;
}

/** To make a folder with all above it says ENOENT where a disk can only be read. */
function codeOf({ code = '', syscall, path = '' }: FileError): string {
  if (code !== 'ENOENT' || syscall !== 'mkdir') return code;
  const above = foldersTo(path).findLast((place) => look(statSync, place)) ?? '/';
  try {
    accessSync(above, constants.W_OK);
    return code;
  } catch (error) {
    return (error as FileError).code ?? code;
  }
}

const isInHome = (path: string) => path === homeFolder || path.startsWith(`${homeFolder}/`);

/** `path` itself or the place above it that is not a folder. */
function fileOnTheWay(path: string): string | undefined {
  return foldersTo(path).find((place) => look(statSync, place)?.isDirectory() === false);
}

function deadLinkOnTheWay(path: string): string | undefined {
  return foldersTo(path).find(
    (place) => look(lstatSync, place)?.isSymbolicLink() && !look(statSync, place),
  );
}

function look(how: typeof statSync, path: string): Stats | undefined {
  try {
    return how(path);
  } catch {
    return undefined;
  }
}

/** From the learner's folder down to `path`. */
function foldersTo(path: string): string[] {
  return path === homeFolder || dirname(path) === path
    ? [path]
    : [...foldersTo(dirname(path)), path];
}
