import type { KnownCatalog } from '../control/postgres/catalog/known-catalog.ts';
import type { LockMonitor } from '../control/postgres/lock-monitor.ts';
import type { RedisClock } from '../control/redis/redis-clock.ts';
import type { PlaceOf } from '../model/place-of.ts';
import type { Turn } from '../model/run-record.ts';

/** How one execution should go. */
export interface RunOptions {
  /** What is known of the tables of its database; without it, a statement may touch all of them. */
  readonly catalog?: KnownCatalog;
  /** When it begins, by its own clock, in milliseconds since 1970. Default the first second of 2026. */
  readonly beginsMs?: number;
  /** Moves the expiry of Redis keys along with the run's own time. */
  readonly redisClock?: RedisClock;
  /** How far a pause moves the time. Default one minute. */
  readonly pauseMs?: number;
  /** Timers fire only when no other client can go on; `'short'`: those of less than a second. */
  readonly patientTimers?: boolean | 'short';
  /** Sees which session waits for which. Without it, no operation may wait in a database. */
  readonly monitor?: LockMonitor;
  /** Whether a turn that only sends a request is taken to touch nothing. */
  readonly sendsAreFree?: boolean;
  /** What is known outside of all instances: turns then say whether that has changed. */
  readonly told?: () => string;
  /** Whether the run decides which client dies in a deadlock. */
  readonly choosesVictims?: boolean;
  /** How long a chosen victim waits before it looks for a deadlock. */
  readonly victimTimeoutMs?: number;
  /**
   * Whether what PostgreSQL leaves to chance is taken as it comes: which of several waiters gets a
   * lock first, and which of several sessions looks first for a deadlock.
   */
  readonly takesChances?: boolean;
  /**
   * Present in a run that is shown: finds the place in the code in a stack. Turns then have the place of
   * their operation, and what happens inside the process.
   */
  readonly placeOf?: PlaceOf;
  /** The same of who has called what `placeOf` finds. */
  readonly callerOf?: PlaceOf;
  /** Told what has happened so far when all is at rest after a turn; the run goes on when its promise resolves. */
  readonly onRest?: AtRest;
  /** How long, in real time, an operation may go without a reply while it does not wait for a lock. */
  readonly replyTimeoutMs?: number;
}

/** Looks at a run between two moves, at a time of the run's own clock. */
export type AtRest = (turns: readonly Turn[], nowMs: number) => void | Promise<void>;

/** How long an operation may go without a reply while it waits for no lock, unless the run says otherwise. */
export const usualReplyTimeoutMs = 10_000;
