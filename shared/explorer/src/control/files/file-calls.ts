import type { Mode } from '../../model/footprint.ts';
import type { Touched } from './file-operation.ts';
import { truePath } from './true-path.ts';

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
  realpath: ['read'],
  chmod: ['write'],
  chown: ['write'],
  utimes: ['write'],
  open: ['write'],
  symlink: ['read', 'write'],
};

/** Calls on an open file, as methods of its handle. */
export const handleCalls: Readonly<Record<string, Mode>> = {
  read: 'read',
  readFile: 'read',
  stat: 'read',
  write: 'write',
  writev: 'write',
  writeFile: 'write',
  appendFile: 'write',
  truncate: 'write',
  sync: 'write',
  datasync: 'write',
  close: 'write',
};

/** The same in their callback form, which takes a descriptor first. */
export const descriptorCalls: Readonly<Record<string, Mode>> = {
  read: 'read',
  fstat: 'read',
  write: 'write',
  ftruncate: 'write',
  fsync: 'write',
  fdatasync: 'write',
  fchmod: 'write',
  fchown: 'write',
  close: 'write',
};

/** Synchronous calls that change files. */
export const callsAtOnce = [
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
] as const;

/** A call of the library, as it is found there. */
export type AnyFunction = (this: any, ...args: unknown[]) => unknown;

/** Whether the call gives a file another name. */
export function givesName(name: string): boolean {
  return /^(rename|link)(Sync)?$/.test(name);
}

/** The files that a call names, each with what the call does to it. */
export function pathsOf(args: readonly unknown[], touch: Touch): Touched {
  return touch.map((mode, i) => [truePath(String(args[i])), mode] as const);
}
