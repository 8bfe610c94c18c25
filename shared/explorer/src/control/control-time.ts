import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers';
import timersPromises from 'node:timers/promises';
import util from 'node:util';
import { type Actor, currentActor, type VirtualClock } from './actor.ts';

/**
 * Drivers time their own connections: those timers run in real time, because they guard real
 * sockets.
 */
const drivers =
  /[\\/]node_modules[\\/](pg|pg-pool|pg-protocol|pg-cursor|redis|@redis|ioredis|postgres)[\\/]/;

let controlled = false;

/**
 * Puts the timers and clocks of controlled clients under control: a timer becomes an operation that
 * the scheduler lets fire, `Date` and `performance.now` tell the run's own time, in its set-up as
 * well. All other code, the explorer's included, keeps the real ones. Calling this twice has no effect.
 */
export function controlTime(): void {
  if (controlled) return;
  controlled = true;
  const real = {
    setTimeout: globalThis.setTimeout,
    clearTimeout: globalThis.clearTimeout,
    delay: timersPromises.setTimeout,
    now: performance.now.bind(performance),
  };

  const setTimeout = (callback: (...args: unknown[]) => void, delayMs = 0, ...args: unknown[]) => {
    const actor = clientInCharge();
    if (!actor) return real.setTimeout(callback, delayMs, ...args);
    return new ControlledTimeout(() => callback(...args), Number(delayMs) || 0, actor);
  };
  const clearTimeout = (timer: unknown) => {
    if (timer instanceof ControlledTimeout) timer.close();
    else real.clearTimeout(timer as NodeJS.Timeout);
  };
  const delay = (delayMs = 0, value?: unknown, options?: { signal?: AbortSignal }) => {
    const actor = clientInCharge();
    if (!actor) return real.delay(delayMs, value, options);
    return new Promise((resolve, reject) => {
      const { signal } = options ?? {};
      const cancel = actor.controller.clock.arm(delayMs, actor, () => resolve(value));
      const abort = () => {
        cancel();
        reject(signal?.reason);
      };
      if (signal?.aborted) abort();
      else signal?.addEventListener('abort', abort, { once: true });
    });
  };
  Object.assign(globalThis, {
    setTimeout: Object.assign(setTimeout, { [Symbol.for('nodejs.util.promisify.custom')]: delay }),
    clearTimeout,
  });
  Object.assign(timers, { setTimeout, clearTimeout });
  timersPromises.setTimeout = delay as typeof timersPromises.setTimeout;

  const RealDate = Date;
  globalThis.Date = new Proxy(RealDate, {
    construct(target, args, newTarget) {
      const clock = args.length === 0 ? clockInCharge() : undefined;
      return Reflect.construct(target, clock ? [clock.nowMs()] : args, newTarget);
    },
    apply: (target) => {
      const clock = clockInCharge();
      return clock ? new target(clock.nowMs()).toString() : target();
    },
    get: (target, name, receiver) => (name === 'now' ? now : Reflect.get(target, name, receiver)),
  });
  const now = () => clockInCharge()?.nowMs() ?? RealDate.now();
  performance.now = () => {
    const clock = clockInCharge();
    return clock ? clock.nowMs() - performance.timeOrigin : real.now();
  };
  const { timeout } = AbortSignal;
  AbortSignal.timeout = (delayMs) => {
    const actor = clientInCharge();
    if (!actor) return timeout.call(AbortSignal, delayMs);
    const aborter = new AbortController();
    actor.controller.clock.arm(delayMs, actor, () =>
      aborter.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError')),
    );
    return aborter.signal;
  };
  syncBuiltinESMExports();
}

/** What is set up before a run is set up at the time when the run begins: clocks never go back. */
function clockInCharge(): VirtualClock | undefined {
  return currentActor()?.controller.clock;
}

/** The client that calls, unless it is a driver that calls on its behalf. */
function clientInCharge(): Actor | undefined {
  const actor = currentActor();
  if (actor?.client === undefined) return undefined;
  // The frames are this function, the timer function, and the caller of that.
  const caller = util.getCallSites(3, { sourceMap: false })[2]?.scriptName ?? '';
  return drivers.test(caller) ? undefined : actor;
}

/** What `setTimeout` gives to controlled code. */
class ControlledTimeout {
  readonly #fire: () => void;
  readonly #delayMs: number;
  readonly #actor: Actor;
  #cancel: () => void;

  constructor(fire: () => void, delayMs: number, actor: Actor) {
    this.#fire = fire;
    this.#delayMs = delayMs;
    this.#actor = actor;
    this.#cancel = actor.controller.clock.arm(delayMs, actor, fire);
  }

  close(): this {
    this.#cancel();
    return this;
  }

  refresh(): this {
    this.#cancel();
    this.#cancel = this.#actor.controller.clock.arm(this.#delayMs, this.#actor, this.#fire);
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  hasRef(): boolean {
    return true;
  }

  [Symbol.toPrimitive](): number {
    return 0;
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
