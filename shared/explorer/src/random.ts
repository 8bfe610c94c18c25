import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { currentActor } from './control.ts';

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
  const { randomUUID, randomBytes } = crypto;
  Math.random = () => currentActor()?.random.next() ?? random();
  crypto.randomUUID = (options) => currentActor()?.random.uuid() ?? randomUUID(options);
  globalThis.crypto.randomUUID = () => currentActor()?.random.uuid() ?? randomUUID();
  crypto.randomBytes = ((size: number, callback?: (error: Error | null, bytes: Buffer) => void) => {
    const bytes = currentActor()?.random.bytes(size);
    if (!bytes) return callback ? randomBytes(size, callback) : randomBytes(size);
    if (callback) process.nextTick(callback, null, bytes);
    return callback ? undefined : bytes;
  }) as typeof crypto.randomBytes;
  syncBuiltinESMExports();
}
