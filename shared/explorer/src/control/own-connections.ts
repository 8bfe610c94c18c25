import { unreachable } from '../model/errors.ts';
import { LockMonitor } from './postgres/lock-monitor.ts';
import { RedisClock } from './redis/redis-clock.ts';

/**
 * The explorer's own connections to servers. A search opens what it needs and closes it in the end, unless it is
 * given these: then they stay open for the next search, which begins sooner. Close them before the database is dropped.
 */
export class OwnConnections implements AsyncDisposable {
  readonly #monitors = new Map<string, Promise<LockMonitor>>();
  readonly #redisClocks = new Map<string, Promise<RedisClock>>();

  /** The monitor of the locks in the database at `url`. Rejects with an `ExplorationError` when it cannot connect. */
  monitorOf(url: string): Promise<LockMonitor> {
    return once(this.#monitors, url, 'the postgresUrl', () => LockMonitor.open(url));
  }

  /** What moves the time of the Redis at `url`. Rejects with an `ExplorationError` when it cannot connect. */
  redisClockOf(url: string): Promise<RedisClock> {
    return once(this.#redisClocks, url, 'the redisUrl', () => RedisClock.open(url));
  }

  /** Closes all of them. A search that is given these afterwards opens new ones. */
  async [Symbol.asyncDispose](): Promise<void> {
    const open = [...this.#monitors.values(), ...this.#redisClocks.values()];
    this.#monitors.clear();
    this.#redisClocks.clear();
    // The search that asked for one that did not open knows why.
    for (const one of await Promise.allSettled(open))
      if (one.status === 'fulfilled') await one.value[Symbol.asyncDispose]();
  }
}

function once<T>(
  known: Map<string, Promise<T>>,
  url: string,
  what: string,
  open: () => Promise<T>,
): Promise<T> {
  const found = known.get(url);
  if (found) return found;
  const opening = open().catch((error: unknown) => {
    throw unreachable(what, error);
  });
  known.set(url, opening);
  opening.catch(() => known.delete(url));
  return opening;
}
