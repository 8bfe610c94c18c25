/**
 * Absolute times in commands, which controlled code takes from its own clock, and the server by the real
 * one. `aheadMs` is how far the clock of the server is ahead of that of the run.
 *
 * What a script asks for by `redis.call` it asks the server itself.
 */
export function atServersTime(args: readonly unknown[], aheadMs: number): readonly unknown[] {
  const [name, ...rest] = args;
  const places = placesOfTimes(String(name).toUpperCase(), rest);
  if (places.length === 0) return args;
  return args.map((arg, i) => {
    const unitMs = places.find(({ at }) => at === i - 1)?.unitMs;
    return unitMs === undefined ? arg : String(Math.round(Number(arg) + aheadMs / unitMs));
  });
}

/** The reply to a command that asks for a time, on the clock of the run. */
export function atRunsTime(args: readonly unknown[], reply: unknown, aheadMs: number): unknown {
  const name = String(args[0]).toUpperCase();
  if (name === 'TIME' && Array.isArray(reply)) {
    const ms = Number(reply[0]) * 1000 + Number(reply[1]) / 1000 - aheadMs;
    const seconds = Math.floor(ms / 1000);
    return [seconds, Math.round((ms - seconds * 1000) * 1000)].map(String);
  }
  const unitMs = { EXPIRETIME: 1000, PEXPIRETIME: 1 }[name];
  // Below zero it is no time: the key is not there, or does not expire.
  if (unitMs === undefined || typeof reply !== 'number' || reply < 0) return reply;
  return Math.round(reply - aheadMs / unitMs);
}

/** Which arguments after the name are absolute times, and in which unit. */
function placesOfTimes(
  name: string,
  rest: readonly unknown[],
): readonly { readonly at: number; readonly unitMs: number }[] {
  if (name === 'EXPIREAT') return [{ at: 1, unitMs: 1000 }];
  if (name === 'PEXPIREAT') return [{ at: 1, unitMs: 1 }];
  if (name !== 'SET' && name !== 'GETEX') return [];
  const first = name === 'SET' ? 2 : 1;
  return rest.flatMap((arg, i) => {
    const unitMs = i < first ? undefined : { EXAT: 1000, PXAT: 1 }[String(arg).toUpperCase()];
    return unitMs === undefined ? [] : [{ at: i + 1, unitMs }];
  });
}
