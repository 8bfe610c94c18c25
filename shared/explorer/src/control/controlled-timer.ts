import type { Actor } from './actor.ts';
import { ControlledHandle } from './controlled-handle.ts';

/** A timer, or an interval, of controlled code. */
export class ControlledTimer extends ControlledHandle {
  readonly #fire: () => void;
  readonly #delayMs: number;
  readonly #actor: Actor;
  #cancel = () => {};

  /** @param repeats Whether it is armed again each time that it fires, as by `setInterval`. */
  constructor(fire: () => void, delayMs: number, actor: Actor, repeats = false) {
    super();
    this.#delayMs = delayMs;
    this.#actor = actor;
    // Armed first, so that the callback may call it off.
    const fireAgain = () => {
      this.#arm();
      fire();
    };
    this.#fire = repeats ? fireAgain : fire;
    this.#arm();
  }

  close(): this {
    this.#cancel();
    return this;
  }

  refresh(): this {
    this.#cancel();
    this.#arm();
    return this;
  }

  [Symbol.toPrimitive](): number {
    return 0;
  }

  #arm(): void {
    this.#cancel = this.#actor.controller.clock.arm(this.#delayMs, this.#actor, this.#fire);
  }
}

interface TimerOptions {
  readonly signal?: AbortSignal;
}

/** `setTimeout` of `node:timers/promises`. */
export function delayOf<T>(
  actor: Actor,
  delayMs: number,
  value: T,
  { signal }: TimerOptions = {},
): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(aborted(signal));
    const timer = new ControlledTimer(() => resolve(value), delayMs, actor);
    signal?.addEventListener('abort', () => reject(aborted(signal, timer)), { once: true });
  });
}

/** `setInterval` of `node:timers/promises`. */
export async function* ticksOf<T>(
  actor: Actor,
  delayMs: number,
  value: T,
  { signal }: TimerOptions = {},
): AsyncGenerator<T> {
  let due = 0;
  let wake = () => {};
  const timer = new ControlledTimer(
    () => {
      due += 1;
      wake();
    },
    delayMs,
    actor,
    true,
  );
  signal?.addEventListener('abort', () => wake(), { once: true });
  try {
    for (;;) {
      if (signal?.aborted) throw aborted(signal);
      for (; due > 0; due -= 1) yield value;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  } finally {
    timer.close();
  }
}

/** A signal that is aborted when the time of the run has gone by. */
export function timeoutSignalOf(actor: Actor, delayMs: number): AbortSignal {
  const controller = new AbortController();
  const reason = () => new DOMException('The operation was aborted due to timeout', 'TimeoutError');
  new ControlledTimer(() => controller.abort(reason()), delayMs, actor);
  return controller.signal;
}

function aborted(signal: AbortSignal, timer?: ControlledTimer): Error {
  timer?.close();
  const error = new Error('The operation was aborted', { cause: signal.reason });
  return Object.assign(error, { name: 'AbortError', code: 'ABORT_ERR' });
}
