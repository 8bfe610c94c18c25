import { currentActor, type VirtualClock } from './actor.ts';

/**
 * `Date`, `performance.now` and `process.hrtime` tell the run's own time to controlled code, in its set-up
 * as well, and the real time to all other code.
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

  const realPerformanceNow = performance.now.bind(performance);
  performance.now = () => {
    const clock = clockInCharge();
    return clock ? sinceOriginMs(clock) : realPerformanceNow();
  };

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
  return currentActor()?.controller.clock;
}

function sinceOriginMs(clock: VirtualClock): number {
  return clock.nowMs() - performance.timeOrigin;
}
