import { accessSync, constants, lstatSync, type Stats, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, resolve } from 'node:path';
import { homeFolder } from '@workbook/course';
import { type FileReason, fileReasons } from '@workbook/services';

type FileError = NodeJS.ErrnoException & { readonly dest?: string };

const elsewhere = 'set WORKBOOK_HOME to a folder that you may write to';

/** What keeps the workbook from the learner's files, and what helps. */
const reasons: Readonly<Record<string, FileReason>> = {
  ...fileReasons(elsewhere),
  ENOENT: { reason: 'it went away in the middle', help: 'run the command again' },
  EBUSY: {
    reason: 'it is in use, or is a mounted disk',
    help: 'unmount it, or copy what is yours and empty it by hand',
  },
  ERR_FS_CP_FIFO_PIPE: { reason: 'a pipe cannot be copied', help: 'remove it' },
  ERR_FS_CP_SOCKET: { reason: 'a socket cannot be copied', help: 'remove it' },
  ERR_FS_CP_UNKNOWN: {
    reason: 'something that is neither a file nor a folder cannot be copied',
    help: 'remove it',
  },
};

/** What is wrong with one of the learner's files, and what helps. */
export interface FileProblem {
  /** `/home/ann/steps: you have no permission`. */
  readonly finding: string;
  readonly fix: string;
}

/** The error of the file system, with the path that Node leaves out where it has only a handle. */
export function withPath(error: unknown, path: string): unknown {
  return error instanceof Error ? Object.assign(error, { path }) : error;
}

/**
 * Says what is wrong with the learner's files, when that is why `error` was thrown: a full disk, a missing
 * permission, a file in the way. Undefined for every other error.
 */
export function fileProblem(error: unknown): FileProblem | undefined {
  if (!(error instanceof Error)) return undefined;
  const { path, dest } = error as FileError;
  const code = codeOf(error);
  const found = reasons[code];
  const own = [dest, path].find((one) => typeof one === 'string' && isOwn(one));
  if (!found || !own) return undefined;
  const inTheWay = code === 'ENOTDIR' || code === 'EEXIST' ? fileOnTheWay(own) : undefined;
  if (code === 'ENOENT' || code === 'EEXIST') {
    const link = deadLinkOnTheWay(own);
    if (link)
      return {
        finding: `${link}: this symbolic link leads nowhere`,
        fix: 'repair or remove it',
      };
  }
  return { finding: `${inTheWay ?? own}: ${found.reason}`, fix: found.help };
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

/** The learner's folder, and where the workbook keeps what it makes for itself. */
const isOwn = (path: string) =>
  [homeFolder, process.env.WORKBOOK_CACHE, tmpdir()].some(
    (folder) => folder && (path === folder || path.startsWith(`${resolve(folder)}/`)),
  );

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
