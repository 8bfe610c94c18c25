import type { Escape } from './escape.ts';
import type { Learnt, Unfinished } from './exploration.ts';
import type { Fault, Move } from './schedule.ts';

/** Where the code under test stores. */
export interface StorageUrls {
  /** Any database of the PostgreSQL server that the code under test uses. */
  readonly postgresUrl?: string;
  /** The Redis database that the code under test uses, if it does. */
  readonly redisUrl?: string;
}

/** What bounds a search, and what the scheduler may choose in it. */
export interface ExploreOptions extends StorageUrls {
  /** How far a pause moves the time of a run. Default one minute. */
  readonly pauseMs?: number;
  /** How long before a run its scenario was set up, by the run's own clock. Default 0. */
  readonly setUpAgeMs?: number;
  /**
   * Timers fire only when no other client can go on; `'short'`: those of less than a second. Without it, all may fire at any
   * time, the longer ones where clients share memory.
   */
  readonly patientTimers?: boolean | 'short';
  /** `'sleep-sets'` leaves out orders that differ only in turns that do not touch each other. */
  readonly reduction?: 'sleep-sets' | 'none';
  /**
   * Only orders that begin like this are looked at: `AB` leaves out those in which B begins first. The
   * counts then speak of these orders.
   */
  readonly beginning?: readonly Move[];
  /** Stops at the first violation. The counts then only speak of what was run. */
  readonly stopAtFirst?: boolean;
  /**
   * Runs after which the search ends if something has failed by then: that it can happen is known,
   * only the counts speak of no more than what was run.
   */
  readonly enoughRuns?: number;
  /** Runs after which the search gives up as inconclusive. Default 20,000. */
  readonly maxRuns?: number;
  /**
   * Goes on where an earlier search of the same was stopped by `maxRuns`, and finds and counts what one search
   * would: give its `unfinished`, and all other options that it had.
   */
  readonly goOnFrom?: Unfinished | undefined;
  /** What another search has learnt of the database: its `learnt`. */
  readonly knows?: Learnt | undefined;
  /**
   * Once it is certain that `maxRuns` will not do, the search only goes on until it has tried all
   * orders that change the client this often, and is inconclusive then.
   */
  readonly enoughChanges?: number;
  /** Turns after which a single run is given up, and the search is inconclusive. Default 1000. */
  readonly maxTurns?: number;
  /** Faults that the scheduler may choose, at most one in a run. */
  readonly faults?: readonly Fault[];
  /** The clients at whose moves they may strike. All by default. */
  readonly faultsOf?: readonly string[];
  /**
   * Runs every branch, even one that only repeats known orders, as far as the runs before it have shown. What is
   * found is the same, and later.
   */
  readonly executesAll?: boolean;
  /**
   * Executes orders in which a client waits for rows that another one has, although it might ask for them when they are
   * given back, and would be told the same: for a scenario that judges who has to wait.
   */
  readonly tellsWaitsApart?: boolean;
  /** Whether the search hands over all of its distinct runs: `Exploration.runs`. They take memory. */
  readonly keepsRuns?: boolean;
  /** Starts every run with new instances, even where using them again would be faster. */
  readonly alwaysFresh?: boolean;
  /**
   * Leaves to PostgreSQL what the search otherwise decides: which client dies in a deadlock, by each
   * session's own `deadlock_timeout`, and which of several waiters goes first. A run is then what
   * the server makes of its schedule, and not every end is found: meant for `replay`.
   */
  readonly leaveToServer?: boolean;
  /**
   * Whether I/O of a client that is not under control does not matter, such as what it sends to a
   * collector of metrics. Without this, it ends the search with an `ExplorationError`.
   */
  readonly mayEscape?: (escape: Escape) => boolean;
  readonly onProgress?: (progress: {
    readonly run: number;
    readonly waiting: number;
    readonly failing: number;
  }) => void;
  /** How long, in real time, an operation may go without a reply while it waits for no lock. Default 10 s. */
  readonly replyTimeoutMs?: number;
  /** How long, in real time, `prepare` and `judge` may take, each. Default one minute. */
  readonly scenarioTimeoutMs?: number;
}
