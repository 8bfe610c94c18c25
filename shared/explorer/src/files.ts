import fs from 'node:fs';
import fsPromises, { type FileHandle } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { type Actor, currentActor, uncontrolled } from './control.ts';
import { type Footprint, type Mode, notUnderstood } from './footprint.ts';
import type { Reply } from './operation.ts';

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
const pathOfDescriptor = new Map<number, string>();
const pathOfHandle = new WeakMap<FileHandle, string>();
/** Handles and descriptors that instances hold open: a crash closes them. */
const openFiles = new Map<FileHandle | number, number>();

/**
 * Makes file calls of controlled clients yield points: those of `node:fs/promises`, of file handles,
 * and the callback forms of `node:fs`, by which most libraries write. Synchronous calls cannot be
 * interleaved, but a crash can still strike in the middle of a write. Calling this twice has no effect.
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
        ([descriptor]) => [[pathOfDescriptor.get(Number(descriptor)) ?? '?', mode]],
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
    if (share === 'all') return original.apply(this, args);
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
        const path = pathOfHandle.get(this);
        const actor = currentActor();
        if (path === undefined || actor?.client === undefined) return original.apply(this, args);
        if (name === 'close') openFiles.delete(this);
        return park(
          actor,
          name,
          [[path, mode]],
          () => original.apply(this, args) as Promise<unknown>,
          halfOf(name, args, (half) => original.apply(this, half) as Promise<unknown>),
        );
      };
    }
  });
}

function controlledCall(name: string, touch: Touch, original: AnyFunction): AnyFunction {
  return function (this: unknown, ...args) {
    const actor = currentActor();
    if (actor?.client === undefined) return original.apply(this, args);
    const send = async () => {
      const result = await (original.apply(this, args) as Promise<unknown>);
      if (name === 'open') {
        pathOfHandle.set(result as FileHandle, truePath(String(args[0])));
        openFiles.set(result as FileHandle, actor.instance);
      }
      return result;
    };
    return park(
      actor,
      name,
      pathsOf(args, touch),
      send,
      halfOf(
        name,
        args.slice(1),
        (half) => original.apply(this, [args[0], ...half]) as Promise<unknown>,
      ),
    );
  };
}

function controlledCallback(
  name: string,
  touched: (args: readonly unknown[]) => readonly (readonly [string, Mode])[],
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
      if (name === 'open') {
        pathOfDescriptor.set(Number(values[0]), truePath(String(args[0])));
        openFiles.set(Number(values[0]), actor.instance);
      }
      if (name === 'close') openFiles.delete(Number(args[0]));
      return values;
    };
    const half = halfOf(name, args.slice(1, -1), (rest) => run([args[0], ...rest]));
    void park(actor, name, touched(args), send, half).then(
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

/** The first half of what a call was to write, for a crash in the middle of it. */
function halfOf(
  name: string,
  rest: readonly unknown[],
  write: (rest: unknown[]) => Promise<unknown>,
): (() => Promise<unknown>) | undefined {
  const half = halfArguments(name, rest);
  return half && (() => write(half));
}

/** The arguments after the first, of a call that writes half; undefined when the call writes no data. */
function halfArguments(name: string, rest: readonly unknown[]): unknown[] | undefined {
  const [data, ...others] = rest;
  if (!/^(write|writeFile|appendFile)$/.test(name)) return undefined;
  if (typeof data === 'string') return [data.slice(0, Math.ceil(data.length / 2)), ...others];
  if (!ArrayBuffer.isView(data)) return undefined;
  const half = Math.ceil(data.byteLength / 2);
  if (name === 'write') return [data, others[0] ?? 0, half, ...others.slice(2)];
  return [new Uint8Array(data.buffer, data.byteOffset, half), ...others];
}

function park(
  actor: Actor,
  name: string,
  touched: readonly (readonly [string, Mode])[],
  send: () => Promise<unknown>,
  sendHalf: (() => Promise<unknown>) | undefined,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    let settle = () => {};
    const settled = (work: () => Promise<unknown>) => () =>
      work().then(
        (value): Reply => {
          settle = () => resolve(value);
          return {};
        },
        (error: NodeJS.ErrnoException): Reply => {
          settle = () => reject(error);
          return {
            error: {
              message: withoutPaths(error.message),
              ...(error.code ? { code: error.code } : {}),
            },
          };
        },
      );
    const footprint: Footprint = touched.map(([path, mode]) => ({
      mode,
      scope: path === '?' ? 'files' : 'file',
      key: path,
    }));
    actor.controller.park(
      {
        kind: 'file',
        text: `${name} ${touched.map(([path]) => shortPath(path)).join(' → ')}`,
        footprint: () => (touched.some(([path]) => path === '?') ? notUnderstood : footprint),
        perform: settled(send),
        deliver: () => settle(),
        ...(sendHalf ? { performHalf: settled(sendHalf) } : {}),
      },
      actor,
    );
  });
}

function pathsOf(args: readonly unknown[], touch: Touch): readonly (readonly [string, Mode])[] {
  return touch.map((mode, i) => [truePath(String(args[i])), mode] as const);
}

/** One name for a file, whatever links lead to its folder. */
function truePath(path: string): string {
  try {
    return join(fs.realpathSync(dirname(path)), basename(path));
  } catch {
    return path;
  }
}

/** A file's own name. Libraries number their temporary files; the numbers say nothing. */
function shortPath(path: string): string {
  return basename(path).replace(/\.\d{5,}$/, '.tmp');
}

/** What went wrong, without the files it went wrong with: the operation names them. */
function withoutPaths(message: string): string {
  return message.replace(/, [a-z]+( '.*)?$/, '').replace(/'[^']*\//g, "'");
}

/** Closes what an instance holds open, as a crash does. */
export function closeFilesOf(instance: number): void {
  for (const [file, owner] of openFiles) {
    if (owner !== instance) continue;
    openFiles.delete(file);
    if (typeof file === 'number') uncontrolled(() => fs.close(file, () => {}));
    else void uncontrolled(() => file.close()).catch(() => {});
  }
}
