import os from 'node:os';
import { currentActor, type VirtualClock } from './actor.ts';
import { noteClockRead } from './clock-reads.ts';

/**
 * `Date`, `Intl.DateTimeFormat`, `performance`, `process.hrtime` and what says how long the process and the machine
 * are up tell the run's own time to controlled code, in its set-up as well, and the real time to all other code. The
 * caller lets modules that import them by name have them.
 */
export function controlClocks(): void {
  const RealDate = Date;
  // Whole milliseconds, as the real one; timers of a fraction of one move the time all the same.
  const now = () => Math.floor(clockInCharge()?.nowMs() ?? RealDate.now());
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

  const { timeOrigin } = performance;
  const realPerformanceNow = performance.now.bind(performance);
  performance.now = () => {
    const clock = clockInCharge();
    return clock ? sinceOriginMs(clock) : realPerformanceNow();
  };
  Object.defineProperty(performance, 'timeOrigin', {
    configurable: true,
    get: () => {
      const clock = clockInCharge();
      return clock ? originMs(clock) : timeOrigin;
    },
  });
  for (const one of [process, os]) {
    const { uptime } = one;
    one.uptime = () => {
      const clock = clockInCharge();
      return clock ? sinceOriginMs(clock) / 1000 : uptime();
    };
  }
  controlFormats();

  const { hrtime } = process;
  const bigint = () => {
    const clock = clockInCharge();
    return clock ? BigInt(Math.round(sinceOriginMs(clock) * 1e6)) : hrtime.bigint();
  };
  const pair = (before?: [number, number]): [number, number] => {
    if (!clockInCharge()) return hrtime(before);
    const [seconds, nanoseconds] = before ?? [0, 0];
    const passed = bigint() - (BigInt(seconds) * aSecondNs + BigInt(nanoseconds));
    return [Number(passed / aSecondNs), Number(passed % aSecondNs)];
  };
  process.hrtime = Object.assign(pair, { bigint });
}

const aSecondNs = 1_000_000_000n;

/** What is set up before a run is set up at the time when the run begins: clocks never go back. */
function clockInCharge(): VirtualClock | undefined {
  const actor = currentActor();
  if (actor) noteClockRead(actor);
  return actor?.controller.clock;
}

/** A format that is given no time tells what time it is. */
function controlFormats(): void {
  const { prototype } = Intl.DateTimeFormat;
  const { formatToParts } = prototype;
  const format = Object.getOwnPropertyDescriptor(prototype, 'format')?.get;
  const known = new WeakMap<Intl.DateTimeFormat, Intl.DateTimeFormat['format']>();
  const orNow = <When>(date: When | undefined) => date ?? clockInCharge()?.nowMs();
  Object.defineProperty(prototype, 'format', {
    configurable: true,
    get(this: Intl.DateTimeFormat) {
      const real: Intl.DateTimeFormat['format'] = format?.call(this);
      const ofThis = known.get(this) ?? ((date) => real(orNow(date)));
      known.set(this, ofThis);
      return ofThis;
    },
  });
  prototype.formatToParts = function (date) {
    return formatToParts.call(this, orNow(date));
  };
}

/** The process has begun before anything was set up in it: what counts from there is never negative. */
function originMs(clock: VirtualClock): number {
  return clock.beganMs - aDayMs;
}

const aDayMs = 86_400_000;

function sinceOriginMs(clock: VirtualClock): number {
  return clock.nowMs() - originMs(clock);
}
