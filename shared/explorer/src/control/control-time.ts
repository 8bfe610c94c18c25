import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers';
import timersPromises from 'node:timers/promises';
import util from 'node:util';
import { type Actor, currentActor } from './actor.ts';
import { controlClocks } from './control-clocks.ts';
import { ControlledImmediate } from './controlled-immediate.ts';
import { ControlledTimer } from './controlled-timer.ts';
import { uncounted } from './outside-work.ts';
import { forgetSetUpTimer, noteSetUpTimer } from './set-up-timers.ts';
import {
  delayOf,
  givenWay,
  type TimerOptions,
  ticksOf,
  timeoutSignalOf,
} from './timers-promises.ts';

/**
 * Drivers time their own connections: those timers run in real time, because they guard real
 * sockets.
 */
const drivers =
  /[\\/]node_modules[\\/](pg|pg-pool|pg-protocol|pg-cursor|redis|@redis|ioredis|postgres)[\\/]/;

/** Libraries put off by an immediate what need not be done at once: no client's code comes in between. */
const libraries = /[\\/]node_modules[\\/]|^node:/;

let controlled = false;

/**
 * Puts the timers and clocks of controlled clients under control: a timer becomes an operation that
 * the scheduler lets fire, and an interval one that is armed again each time; clocks tell the run's own
 * time. An immediate is an operation, too, unless a library puts something off by it: that is part of
 * the turn. All other code, the explorer's included, keeps the real ones. Calling this twice has no effect.
 */
export function controlTime(): void {
  if (controlled) return;
  controlled = true;
  const {
    setTimeout: realTimeout,
    setInterval: realInterval,
    clearTimeout: realClear,
    setImmediate: realImmediate,
    clearImmediate: realClearImmediate,
  } = globalThis;
  const {
    setTimeout: realDelay,
    setInterval: realTicks,
    setImmediate: realLoopTurn,
    scheduler,
  } = timersPromises;
  const realYield = scheduler.yield.bind(scheduler);
  const realSignal = AbortSignal.timeout.bind(AbortSignal);

  const setTimeout = (callback: Callback, delayMs = 0, ...args: unknown[]) => {
    const actor = clientInCharge();
    if (!actor) {
      const fire = () => {
        forgetSetUpTimer(timer);
        callback(...args);
      };
      const timer = uncounted(() => realTimeout(fire, delayMs));
      return noteSetUpTimer(timer);
    }
    return new ControlledTimer(() => callback(...args), Number(delayMs) || 0, actor);
  };
  const setInterval = (callback: Callback, delayMs = 0, ...args: unknown[]) => {
    const actor = clientInCharge();
    if (!actor) return noteSetUpTimer(uncounted(() => realInterval(callback, delayMs, ...args)));
    return new ControlledTimer(() => callback(...args), Number(delayMs) || 1, actor, true);
  };
  const clear = (timer: unknown) => {
    forgetSetUpTimer(timer);
    if (timer instanceof ControlledTimer) timer.close();
    else realClear(timer as NodeJS.Timeout);
  };
  const delay = (delayMs = 0, value?: unknown, options?: TimerOptions) => {
    const actor = clientInCharge();
    return actor
      ? delayOf(actor, delayMs, value, options)
      : noteUntilSettled(realDelay(delayMs, value, options));
  };
  const ticks = (delayMs = 1, value?: unknown, options?: TimerOptions) => {
    const actor = clientInCharge();
    return actor
      ? ticksOf(actor, delayMs, value, options)
      : noteSetUpTimer(realTicks(delayMs, value, options));
  };
  const setImmediate = (callback: Callback, ...args: unknown[]) => {
    const actor = clientInCharge(libraries);
    if (!actor) return realImmediate(callback, ...args);
    return new ControlledImmediate(() => callback(...args), actor);
  };
  const clearImmediate = (immediate: unknown) => {
    if (immediate instanceof ControlledImmediate) immediate.close();
    else realClearImmediate(immediate as NodeJS.Immediate);
  };
  const loopTurn = (value?: unknown, options?: TimerOptions) => {
    const actor = clientInCharge(libraries);
    return actor ? givenWay(actor, value, options) : realLoopTurn(value, options);
  };
  const custom = Symbol.for('nodejs.util.promisify.custom');
  Object.assign(setTimeout, { [custom]: delay });
  Object.assign(setImmediate, { [custom]: loopTurn });
  const controlledTimers = {
    ...{ setTimeout, setInterval, clearTimeout: clear, clearInterval: clear },
    ...{ setImmediate, clearImmediate },
  };
  Object.assign(globalThis, controlledTimers);
  Object.assign(timers, controlledTimers);
  Object.assign(timersPromises, { setTimeout: delay, setInterval: ticks, setImmediate: loopTurn });
  Object.assign(scheduler, {
    yield: () => {
      const actor = clientInCharge(libraries);
      return actor ? givenWay(actor, undefined) : realYield();
    },
    wait: (delayMs: number, options?: TimerOptions) => {
      const actor = clientInCharge();
      return actor
        ? delayOf(actor, delayMs, undefined, options)
        : realDelay(delayMs, undefined, options);
    },
  });
  AbortSignal.timeout = (delayMs) => {
    const actor = clientInCharge();
    return actor ? timeoutSignalOf(actor, delayMs) : realSignal(delayMs);
  };
  controlClocks();
  syncBuiltinESMExports();
}

function noteUntilSettled<T>(delay: Promise<T>): Promise<T> {
  const done = () => forgetSetUpTimer(delay);
  delay.then(done, done);
  return noteSetUpTimer(delay);
}

type Callback = (...args: unknown[]) => void;

/** The client that calls, unless it is a driver, or other code that is `exempt`, that calls on its behalf. */
function clientInCharge(exempt = drivers): Actor | undefined {
  const actor = currentActor();
  if (actor?.client === undefined) return undefined;
  // The frames are this function, the timer function, and the caller of that.
  const caller = util.getCallSites(3, { sourceMap: false })[2]?.scriptName ?? '';
  return exempt.test(caller) ? undefined : actor;
}
