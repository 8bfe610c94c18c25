import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import type { Mode } from '../../model/footprint.ts';
import type { Touched } from './file-footprint.ts';
import { nameOf, type OpenFile } from './open-files.ts';
import { isPath, pathOf } from './true-path.ts';

/** How a file call is controlled: what it does to which of its arguments. */
export type Touch = readonly Mode[];

/** Calls on paths: what each does to its first and its second argument. */
export const calls: Readonly<Record<string, Touch>> = {
  readFile: ['read'],
  writeFile: ['write'],
  appendFile: ['write'],
  truncate: ['write'],
  rename: ['write', 'write'],
  copyFile: ['read', 'write'],
  link: ['read', 'write'],
  unlink: ['write'],
  rm: ['write'],
  rmdir: ['write'],
  mkdir: ['write'],
  stat: ['read'],
  lstat: ['read'],
  access: ['read'],
  readdir: ['read'],
  readlink: ['read'],
  realpath: ['read'],
  chmod: ['write'],
  chown: ['write'],
  lchown: ['write'],
  utimes: ['write'],
  lutimes: ['write'],
  open: ['write'],
  symlink: ['read', 'write'],
};

/**
 * Calls on an open file, as methods of its handle. What is flushed looks the same to all others; a crash of an instance
 * leaves what it has written. To close it is no operation.
 */
export const handleCalls: Readonly<Record<string, Mode>> = {
  read: 'read',
  readv: 'read',
  readFile: 'read',
  stat: 'read',
  write: 'write',
  writev: 'write',
  chmod: 'write',
  chown: 'write',
  utimes: 'write',
  writeFile: 'write',
  appendFile: 'write',
  truncate: 'write',
  sync: 'read',
  datasync: 'read',
};

/** The same in their callback form, which takes a descriptor first. */
export const descriptorCalls: Readonly<Record<string, Mode>> = {
  read: 'read',
  fstat: 'read',
  write: 'write',
  writev: 'write',
  ftruncate: 'write',
  fsync: 'read',
  fdatasync: 'read',
  fchmod: 'write',
  fchown: 'write',
  futimes: 'write',
  close: 'read',
};

/** What a call that has gone well has done to the times of files: of its arguments, by their places. */
export const timesChanged: Readonly<Record<string, readonly (readonly [at: number, Changes])[]>> = {
  writeFile: [[0, 'changed']],
  appendFile: [[0, 'changed']],
  truncate: [[0, 'changed']],
  ftruncate: [[0, 'changed']],
  write: [[0, 'changed']],
  writev: [[0, 'changed']],
  copyFile: [[1, 'changed']],
  rename: [
    [0, 'folder'],
    [1, 'touched'],
    [1, 'folder'],
  ],
  link: [
    [1, 'touched'],
    [1, 'folder'],
  ],
  symlink: [
    [1, 'made'],
    [1, 'folder'],
  ],
  mkdir: [
    [0, 'made'],
    [0, 'folder'],
  ],
  unlink: [[0, 'folder']],
  rm: [[0, 'folder']],
  rmdir: [[0, 'folder']],
  chmod: [[0, 'touched']],
  chown: [[0, 'touched']],
  fchmod: [[0, 'touched']],
  fchown: [[0, 'touched']],
  utimes: [[0, 'set']],
  futimes: [[0, 'set']],
  open: [[0, 'opened']],
};

type Changes = 'made' | 'changed' | 'touched' | 'folder' | 'set' | 'opened';

/** Synchronous calls that change what is in files, or what they are called. */
export const changesAtOnce: readonly string[] = [
  'writeFileSync',
  'appendFileSync',
  'writeSync',
  'truncateSync',
  'ftruncateSync',
  'renameSync',
  'copyFileSync',
  'linkSync',
  'unlinkSync',
  'rmSync',
];

/** A call of the library, as it is found there. */
export type AnyFunction = (this: any, ...args: unknown[]) => unknown;

/** Whether the call gives a file another name. */
export function givesName(name: string): boolean {
  return /^(rename|link)(Sync)?$/.test(name);
}

/** What a call names, each path with what the call does to it. */
export function pathsOf(name: string, args: readonly unknown[], touch: Touch): Touched {
  const onlyReads = name === 'open' && opensToRead(args[1]);
  return touch.map((mode, i) => {
    const named = args[i];
    const path = isPath(named) ? pathOf(named) : (nameOf(named as OpenFile) ?? '?');
    return [path, onlyReads ? 'read' : mode] as const;
  });
}

/** The open file that a call for paths was given in place of a path. */
export function openFileIn([named]: readonly unknown[]): OpenFile | undefined {
  return typeof named === 'number' || isHandle(named) ? named : undefined;
}

function isHandle(named: unknown): named is FileHandle {
  return typeof named === 'object' && named !== null && 'fd' in named;
}

function opensToRead(flags: unknown): boolean {
  const { O_WRONLY, O_RDWR, O_CREAT, O_TRUNC } = constants;
  if (typeof flags === 'number') return (flags & (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC)) === 0;
  return typeof flags !== 'string' || /^(r|rs|sr)$/.test(flags);
}
