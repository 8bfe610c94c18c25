import fs from 'node:fs';
import { sep } from 'node:path';
import type { Footprint } from '../../model/footprint.ts';
import { currentActor, uncontrolled } from '../actor.ts';
import { noted } from './disk-trouble.ts';
import {
  type AnyFunction,
  calls,
  changesAtOnce,
  descriptorCalls,
  givesName,
  openFileIn,
  pathsOf,
} from './file-calls.ts';
import { fileFootprint, type Touched } from './file-footprint.ts';
import { halfArguments } from './file-operation.ts';
import { makesFile, onOneClock } from './note-times.ts';
import { nameOf, noteRenamed } from './open-files.ts';

/**
 * Puts synchronous calls under control. No other client can come between, not even in another instance: what they touch
 * belongs to the turn in which they are made. A crash can still strike in the middle of a write.
 */
export function controlCallsAtOnce(): void {
  const all = fs as unknown as Record<string, AnyFunction>;
  const names = [...Object.keys(calls), ...Object.keys(descriptorCalls), ...otherCalls];
  for (const name of new Set(names.map((one) => `${one}Sync`))) {
    const original = all[name];
    if (original) all[name] = Object.assign(controlledAtOnce(name, original), original);
  }
}

/** Those that have no form which is an operation. */
const otherCalls = ['exists', 'opendir', 'readv', 'cp', 'glob'];

function controlledAtOnce(name: string, original: AnyFunction): AnyFunction {
  const isChange = changesAtOnce.includes(name);
  return function (this: unknown, ...args) {
    const actor = currentActor();
    if (!actor) return original.apply(this, args);
    const share =
      actor.client === undefined
        ? 'all'
        : actor.controller.touchesAtOnce(touchedBy(name, args), isChange, actor);
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

/** What a call touches. That a library is read which is loaded late, matters to no one. */
function touchedBy(name: string, args: readonly unknown[]): Footprint {
  const call = name.replace(/Sync$/, '');
  const touched = namedBy(call, args).filter(
    ([path, mode]) => mode !== 'read' || !path.includes(`${sep}node_modules${sep}`),
  );
  if (touched.length === 0) return [];
  return uncontrolled(() => fileFootprint(call, touched, openFileIn(args)));
}

function namedBy(call: string, args: readonly unknown[]): Touched {
  const [first] = args;
  // What is printed is read outside of the run.
  if (typeof first === 'number' && first <= 2) return [];
  const touch = /^(exists|opendir)$/.test(call) ? (['read'] as const) : calls[call];
  if (touch) return pathsOf(call, args, touch);
  const mode = call === 'readv' ? 'read' : descriptorCalls[call];
  return [[(mode && nameOf(Number(first))) ?? '?', mode ?? 'write']];
}

/** What a synchronous call returns; whether the disk has failed it, is noted. */
function applied(original: AnyFunction, self: unknown, args: readonly unknown[]): unknown {
  try {
    return original.apply(self, [...args]);
  } catch (error) {
    return noted(error);
  }
}
