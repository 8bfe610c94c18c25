import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { currentActor } from './actor.ts';

/** A source of numbers that look random and are the same in every run. */
export class RepeatableRandom {
  #state: number;

  constructor(seed: string) {
    this.#state = Array.from(seed).reduce(
      (state, letter) => Math.imul(state ^ letter.charCodeAt(0), 0x01000193),
      0x811c9dc5,
    );
  }

  /** From 0 to almost 1 (Tommy Ettinger's mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  bytes(size: number): Buffer {
    return Buffer.from(Array.from({ length: size }, () => Math.floor(this.next() * 256)));
  }

  /** Fills `view`, or the part of it that is given in its own units, and returns it. */
  fill<T extends ArrayBufferView>(view: T, offset = 0, size?: number): T {
    const unit = 'BYTES_PER_ELEMENT' in view ? Number(view.BYTES_PER_ELEMENT) : 1;
    const begin = offset * unit;
    const length = size === undefined ? view.byteLength - begin : size * unit;
    new Uint8Array(view.buffer, view.byteOffset + begin, length).set(this.bytes(length));
    return view;
  }

  /** A whole number from `min` to below `max`. */
  int(min: number, max: number): number {
    return min + Math.floor(this.next() * (max - min));
  }

  uuid(): `${string}-${string}-${string}-${string}-${string}` {
    const hex = this.bytes(16).toString('hex');
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
  }
}

let controlled = false;

/**
 * Makes chance repeatable for controlled code: a run that is replayed must draw the same tokens.
 * Everybody else gets the real thing. Calling this twice has no effect.
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
