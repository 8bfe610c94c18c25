import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { currentActor } from './actor.ts';

let controlled = false;

/**
 * Makes chance repeatable for controlled code: a run that is replayed must draw the same tokens.
 * All other code gets the real thing. Calling this twice has no effect.
 */
export function controlRandom(): void {
  if (controlled) return;
  controlled = true;
  const { random } = Math;
  const { randomUUID, randomBytes, randomInt, randomFill, randomFillSync } = crypto;
  const getRandomValues = globalThis.crypto.getRandomValues.bind(globalThis.crypto);
  Math.random = () => currentActor()?.random.next() ?? random();
  crypto.randomUUID = (options) => currentActor()?.random.uuid() ?? randomUUID(options);
  globalThis.crypto.randomUUID = () => currentActor()?.random.uuid() ?? randomUUID();
  const calledBack = <T>(callback: AnyCallback | undefined, value: T) => {
    if (callback) process.nextTick(callback, null, value);
    return callback ? undefined : value;
  };
  crypto.randomBytes = ((size: number, callback?: AnyCallback) => {
    const random = currentActor()?.random;
    if (!random) return callback ? randomBytes(size, callback) : randomBytes(size);
    return calledBack(callback, random.bytes(size));
  }) as typeof crypto.randomBytes;
  crypto.randomInt = ((...args: unknown[]) => {
    const callback = callbackOf(args);
    const random = currentActor()?.random;
    if (!random) return (randomInt as AnyFunction)(...args);
    const [min, max] = (typeof args[1] === 'number' ? args : [0, args[0]]) as [number, number];
    return calledBack(callback, random.int(min, max));
  }) as typeof crypto.randomInt;
  crypto.randomFillSync = ((view: ArrayBufferView, offset?: number, size?: number) => {
    const random = currentActor()?.random;
    if (!random) return (randomFillSync as AnyFunction)(view, offset, size);
    return random.fill(view, offset, size);
  }) as typeof crypto.randomFillSync;
  crypto.randomFill = ((...args: unknown[]) => {
    const random = currentActor()?.random;
    if (!random) return (randomFill as AnyFunction)(...args);
    const callback = callbackOf(args);
    const [view, offset, size] = args.filter((arg) => arg !== callback);
    random.fill(view as ArrayBufferView, offset as number | undefined, size as number | undefined);
    return calledBack(callback, view) as void;
  }) as typeof crypto.randomFill;
  globalThis.crypto.getRandomValues = (view) =>
    currentActor()?.random.fill(view as ArrayBufferView as typeof view & ArrayBufferView) ??
    getRandomValues(view);
  syncBuiltinESMExports();
}

type AnyFunction = (...args: unknown[]) => unknown;
type AnyCallback = (error: Error | null, value: unknown) => void;

function callbackOf(args: readonly unknown[]): AnyCallback | undefined {
  const last = args.at(-1);
  return typeof last === 'function' ? (last as AnyCallback) : undefined;
}
