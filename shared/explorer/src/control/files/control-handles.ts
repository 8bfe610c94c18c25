import fs from 'node:fs';
import fsPromises, { type FileHandle } from 'node:fs/promises';
import { currentActor, uncontrolled } from '../actor.ts';
import { noted } from './disk-trouble.ts';
import { type AnyFunction, handleCalls } from './file-calls.ts';
import { halfOf, parkFileCall } from './file-operation.ts';
import { onOneClock } from './note-times.ts';
import { nameOf, noteClosed } from './open-files.ts';

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
        return parkFileCall(actor, {
          name,
          touched: [[path, mode]],
          open: this,
          send: () => {
            if (name === 'close') noteClosed(this);
            return onClock();
          },
          sendHalf: halfOf(name, args, (half) => original.apply(this, half) as Promise<unknown>),
        });
      };
    }
  });
}
