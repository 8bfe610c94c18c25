import fs from 'node:fs';
import fsPromises, { type FileHandle } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { promisify } from 'node:util';
import type { Mode } from '../../model/footprint.ts';
import { currentActor, uncontrolled } from '../actor.ts';
import {
  halfArguments,
  halfOf,
  nameOf,
  noteClosed,
  noteOpened,
  noteRenamed,
  parkFileCall,
  type Touched,
  truePath,
} from './file-operation.ts';
import { twoOperations } from './write-in-place.ts';

/** How a file call is controlled: what it does to which of its arguments. */
type Touch = readonly Mode[];

const calls: Readonly<Record<string, Touch>> = {
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

/** Calls on an open file; the first argument of the callback form is its descriptor. */
const handleCalls: Readonly<Record<string, Mode>> = {
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
const descriptorCalls: Readonly<Record<string, Mode>> = {
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
const callsAtOnce = [
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

type AnyFunction = (this: any, ...args: unknown[]) => unknown;

let controlled = false;

/**
 * Makes file calls of controlled clients yield points: those of `node:fs/promises`, of file handles,
 * and the callback forms of `node:fs`, by which most libraries write. To write over a
 * file takes two operations: first it is made empty, and then filled. Synchronous calls cannot be
 * interleaved, not even with another instance, but a crash can still strike in the middle of a write.
 * Calling this twice has no effect.
 */
export function controlFiles(): void {
  if (controlled) return;
  controlled = true;
  const promises = fsPromises as unknown as Record<string, AnyFunction>;
  const callbacks = fs as unknown as Record<string, AnyFunction>;
  for (const [name, touch] of Object.entries(calls)) {
    const original = promises[name];
    if (original) promises[name] = controlledCall(name, touch, original);
    const withCallback = callbacks[name];
    if (withCallback)
      callbacks[name] = controlledCallback(name, (args) => pathsOf(args, touch), withCallback);
  }
  for (const [name, mode] of Object.entries(descriptorCalls)) {
    const original = callbacks[name];
    if (original)
      callbacks[name] = controlledCallback(
        name,
        ([descriptor]) => [[nameOf(Number(descriptor)) ?? '?', mode]],
        original,
      );
  }
  for (const name of callsAtOnce) {
    const original = callbacks[name];
    if (original) callbacks[name] = controlledAtOnce(name, original);
  }
  controlHandles();
  syncBuiltinESMExports();
}

/** A crash in the middle of a synchronous write leaves half of it, and nothing that comes after. */
function controlledAtOnce(name: string, original: AnyFunction): AnyFunction {
  return function (this: unknown, ...args) {
    const actor = currentActor();
    if (actor?.client === undefined) return original.apply(this, args);
    const share = actor.controller.writesAtOnce(actor);
    if (share === 'all') {
      const result = original.apply(this, args);
      if (givesName(name)) noteRenamed(args[0], args[1]);
      return result;
    }
    if (share === 'half') {
      const write = (rest: readonly unknown[]) => original.apply(this, [args[0], ...rest]);
      const half = halfArguments(name.replace('Sync', ''), args.slice(1));
      if (half) write(half);
    }
    throw new Error('this instance has crashed');
  };
}

/** File handles have no public class: the first one that is opened shows it. */
function controlHandles(): void {
  const descriptor = fs.openSync(process.execPath, 'r');
  fs.closeSync(descriptor);
  void uncontrolled(() => fsPromises.open(process.execPath, 'r')).then(async (handle) => {
    const prototype = Object.getPrototypeOf(handle) as Record<string, AnyFunction>;
    await handle.close();
    for (const [name, mode] of Object.entries(handleCalls)) {
      const original = prototype[name];
      if (!original) continue;
      prototype[name] = function (this: FileHandle, ...args: unknown[]) {
        const path = nameOf(this);
        const actor = currentActor();
        if (path === undefined || actor?.client === undefined) return original.apply(this, args);
        return parkFileCall(actor, {
          name,
          touched: [[path, mode]],
          open: this,
          send: () => {
            if (name === 'close') noteClosed(this);
            return original.apply(this, args) as Promise<unknown>;
          },
          sendHalf: halfOf(name, args, (half) => original.apply(this, half) as Promise<unknown>),
        });
      };
    }
  });
}

function controlledCall(name: string, touch: Touch, original: AnyFunction): AnyFunction {
  return function (this: unknown, ...args) {
    const actor = currentActor();
    if (actor?.client === undefined) return original.apply(this, args);
    const inPlace = twoOperations(name, args);
    if (inPlace) return inPlace(actor);
    const send = async () => {
      const result = await (original.apply(this, args) as Promise<unknown>);
      if (name === 'open') noteOpened(result as FileHandle, args[0], actor);
      if (givesName(name)) noteRenamed(args[0], args[1]);
      return result;
    };
    const sendHalf = halfOf(
      name,
      args.slice(1),
      (half) => original.apply(this, [args[0], ...half]) as Promise<unknown>,
    );
    return parkFileCall(actor, { name, touched: pathsOf(args, touch), send, sendHalf });
  };
}

function controlledCallback(
  name: string,
  touched: (args: readonly unknown[]) => Touched,
  original: AnyFunction,
): AnyFunction {
  const controlledForm = function (this: unknown, ...args: unknown[]) {
    const actor = currentActor();
    const callback = args.at(-1);
    if (actor?.client === undefined || typeof callback !== 'function')
      return original.apply(this, args);
    const run = (callArgs: readonly unknown[]) =>
      new Promise<unknown[]>((resolve, reject) => {
        original.call(this, ...callArgs, (error: Error | null, ...values: unknown[]) =>
          error ? reject(error) : resolve(values),
        );
      });
    const send = async () => {
      const values = await run(args.slice(0, -1));
      if (name === 'open') noteOpened(Number(values[0]), args[0], actor);
      if (name === 'close') noteClosed(Number(args[0]));
      if (givesName(name)) noteRenamed(args[0], args[1]);
      return values;
    };
    const open = name in descriptorCalls ? Number(args[0]) : undefined;
    const sendHalf = halfOf(name, args.slice(1, -1), (rest) => run([args[0], ...rest]));
    const inPlace = twoOperations(name, args.slice(0, -1));
    const done = inPlace
      ? inPlace(actor).then(() => [])
      : parkFileCall(actor, { name, touched: touched(args), open, send, sendHalf });
    void done.then(
      (values) => callback(null, ...(values as unknown[])),
      (error: unknown) => callback(error),
    );
    return undefined;
  };
  const custom = (original as { [promisify.custom]?: AnyFunction })[promisify.custom];
  if (custom)
    Object.defineProperty(controlledForm, promisify.custom, {
      value: controlledPromisified(name, controlledForm),
    });
  return controlledForm;
}

/** `promisify(fs.write)` and `promisify(fs.read)` give an object, not the first value. */
function controlledPromisified(name: string, form: AnyFunction): AnyFunction {
  const key = name === 'write' ? 'bytesWritten' : 'bytesRead';
  return (...args) =>
    new Promise((resolve, reject) => {
      form(...args, (error: Error | null, count: number, buffer: unknown) =>
        error ? reject(error) : resolve({ [key]: count, buffer }),
      );
    });
}

function givesName(name: string): boolean {
  return /^(rename|link)(Sync)?$/.test(name);
}

function pathsOf(args: readonly unknown[], touch: Touch): Touched {
  return touch.map((mode, i) => [truePath(String(args[i])), mode] as const);
}
