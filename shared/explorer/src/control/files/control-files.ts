import fs from 'node:fs';
import fsPromises, { type FileHandle } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { currentActor } from '../actor.ts';
import { controlledCallback } from './callback-calls.ts';
import { closesAfterItsCalls, controlHandles } from './control-handles.ts';
import { noted } from './disk-trouble.ts';
import {
  type AnyFunction,
  calls,
  callsAtOnce,
  descriptorCalls,
  givesName,
  openFileIn,
  pathsOf,
  type Touch,
  timesAtOnce,
} from './file-calls.ts';
import { halfArguments, halfOf, parkFileCall } from './file-operation.ts';
import { makesFile, onOneClock } from './note-times.ts';
import { nameOf, noteOpened, noteRenamed } from './open-files.ts';
import { controlOpenFolders } from './open-folders.ts';
import { controlTemporaryFolders } from './temporary-folders.ts';
import { twoOperations } from './write-in-place.ts';

let controlled = false;

/** Whether file calls of clients are operations. */
export function filesAreControlled(): boolean {
  return controlled;
}

/**
 * Makes file calls of controlled clients yield points: those of `node:fs/promises`, of file handles,
 * and the callback forms of `node:fs`, by which most libraries write. Writing over a
 * file takes two operations: first it is emptied, and then filled. Synchronous calls cannot be
 * interleaved, not even with another instance, but a crash can still strike in the middle of a write.
 * What files say of their times is told on the clock of the run.
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
    if (!withCallback) continue;
    const controlledForm = (form: AnyFunction) =>
      controlledCallback(name, (args) => pathsOf(name, args, touch), form);
    const { native } = withCallback as { readonly native?: AnyFunction };
    callbacks[name] = Object.assign(
      controlledForm(withCallback),
      native && { native: controlledForm(native) },
    );
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
  for (const name of timesAtOnce) {
    const original = callbacks[name];
    if (!original) continue;
    callbacks[name] = function (this: unknown, ...args) {
      const actor = currentActor();
      if (!actor) return original.apply(this, args);
      const isNew = makesFile(name, args);
      return onOneClock(name, args, applied(original, this, args), actor, isNew);
    };
  }
  controlTemporaryFolders();
  controlOpenFolders();
  controlHandles();
  syncBuiltinESMExports();
}

function controlledCall(name: string, touch: Touch, original: AnyFunction): AnyFunction {
  return function (this: unknown, ...args) {
    const actor = currentActor();
    if (!actor) return original.apply(this, args);
    const onClock = async () => {
      const isNew = makesFile(name, args);
      const result = await (original.apply(this, args) as Promise<unknown>).catch(noted);
      return onOneClock(name, args, result, actor, isNew);
    };
    if (actor.client === undefined) return onClock();
    const inPlace = twoOperations(name, args);
    if (inPlace) return inPlace(actor);
    const send = async () => {
      const result = await onClock();
      if (name === 'open') {
        noteOpened(result as FileHandle, args[0], actor);
        closesAfterItsCalls(result as FileHandle);
      }
      if (givesName(name)) noteRenamed(args[0], args[1]);
      return result;
    };
    const sendHalf = halfOf(
      name,
      args.slice(1),
      (half) => original.apply(this, [args[0], ...half]) as Promise<unknown>,
    );
    const touched = pathsOf(name, args, touch);
    return parkFileCall(actor, { name, touched, open: openFileIn(args), send, sendHalf });
  };
}

/** A crash in the middle of a synchronous write leaves half of it, and nothing that comes after. */
function controlledAtOnce(name: string, original: AnyFunction): AnyFunction {
  return function (this: unknown, ...args) {
    const actor = currentActor();
    if (!actor) return original.apply(this, args);
    const share = actor.client === undefined ? 'all' : actor.controller.writesAtOnce(actor);
    if (share === 'all') {
      const isNew = makesFile(name, args);
      const result = onOneClock(name, args, applied(original, this, args), actor, isNew);
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

/** What a synchronous call returns; whether the disk has failed it, is noted. */
function applied(original: AnyFunction, self: unknown, args: readonly unknown[]): unknown {
  try {
    return original.apply(self, [...args]);
  } catch (error) {
    return noted(error);
  }
}
