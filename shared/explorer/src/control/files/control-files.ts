import fs from 'node:fs';
import fsPromises, { type FileHandle } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { currentActor } from '../actor.ts';
import { controlledCallback } from './callback-calls.ts';
import { controlCallsAtOnce } from './calls-at-once.ts';
import { closesAfterItsCalls, controlHandles } from './control-handles.ts';
import { noted } from './disk-trouble.ts';
import {
  type AnyFunction,
  calls,
  descriptorCalls,
  givesName,
  openFileIn,
  pathsOf,
  type Touch,
} from './file-calls.ts';
import { halfOf, parkFileCall } from './file-operation.ts';
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
 * file takes two operations: first it is emptied, and then filled. Synchronous calls are part of the turn in which they
 * are made.
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
  controlCallsAtOnce();
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
