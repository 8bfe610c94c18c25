import fs from 'node:fs';
import fsPromises, { type FileHandle } from 'node:fs/promises';
import { currentActor, uncontrolled } from '../actor.ts';
import { noted } from './disk-trouble.ts';
import { type AnyFunction, handleCalls } from './file-calls.ts';
import { halfOf, parkFileCall } from './file-operation.ts';
import { onOneClock } from './note-times.ts';
import { nameOf } from './open-files.ts';

/** File handles have no public class: the first one that is opened shows it. */
export function controlHandles(): void {
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
        if (!actor) return original.apply(this, args);
        const onClock = async () => {
          const { fd } = this;
          const result = await (original.apply(this, args) as Promise<unknown>).catch(noted);
          return onOneClock(name, [fd, ...args], result, actor);
        };
        if (path === undefined || actor.client === undefined) return onClock();
        const done = parkFileCall(actor, {
          name,
          touched: [[path, mode]],
          open: this,
          send: onClock,
          sendHalf: halfOf(name, args, (half) => original.apply(this, half) as Promise<unknown>),
        });
        noteUnderWay(this, done);
        return done;
      };
    }
  });
}

/** The calls on each open file that are not done yet. */
const underWay = new WeakMap<FileHandle, Set<Promise<unknown>>>();

function noteUnderWay(file: FileHandle, call: Promise<unknown>): void {
  const calls = underWay.get(file) ?? new Set();
  underWay.set(file, calls.add(call));
  const forget = () => void calls.delete(call);
  call.then(forget, forget);
}

/** Lets a file be closed after the calls on it that were made before, as Node does: here, they may not have begun. */
export function closesAfterItsCalls(file: FileHandle): void {
  const { close } = file;
  file.close = () => {
    const calls = underWay.get(file);
    if (!calls?.size || currentActor()?.client === undefined) return close();
    return Promise.allSettled(calls).then(close);
  };
}
