import type { Actor } from './actor.ts';
import type { ControlledHandle } from './controlled-handle.ts';
import { ControlledImmediate } from './controlled-immediate.ts';
import { ControlledTimer } from './controlled-timer.ts';

/** What the functions of `node:timers/promises` are given beside a value. */
export interface TimerOptions {
  readonly signal?: AbortSignal;
}

/** `setTimeout` of `node:timers/promises`. */
export function delayOf<T>(
  actor: Actor,
  delayMs: number,
  value: T,
  options?: TimerOptions,
): Promise<T> {
  return settled(value, options, (resolve) => new ControlledTimer(resolve, delayMs, actor));
}

/** `setImmediate` of `node:timers/promises`, and `scheduler.yield`. */
export function givenWay<T>(actor: Actor, value: T, options?: TimerOptions): Promise<T> {
  return settled(value, options, (resolve) => new ControlledImmediate(resolve, actor));
}

/** Resolves to `value` when what `begin` begins calls back; rejects, and closes it, when a signal comes first. */
function settled<T>(
  value: T,
  { signal }: TimerOptions = {},
  begin: (resolve: () => void) => ControlledHandle,
): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(aborted(signal));
    const handle = begin(() => resolve(value));
    signal?.addEventListener('abort', () => reject(aborted(signal, handle)), { once: true });
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

function aborted(signal: AbortSignal, handle?: ControlledHandle): Error {
  handle?.close();
  const error = new Error('The operation was aborted', { cause: signal.reason });
  return Object.assign(error, { name: 'AbortError', code: 'ABORT_ERR' });
}
