import type { OperationKind } from './model/operation.ts';
import type { JudgedRun, Scenario } from './model/scenario.ts';
import type { Choice, Fault } from './model/schedule.ts';
import type { Step } from './run/run.ts';
import { Executor } from './search/executor.ts';
import { Search } from './search/search.ts';

export interface ExploreOptions {
  /** Any database of the PostgreSQL server that the code under test uses. */
  readonly postgresUrl?: string;
  /** The Redis database that the code under test uses, if it does. */
  readonly redisUrl?: string;
  /** How far a pause moves the time of a run. Default one minute. */
  readonly pauseMs?: number;
  /** Timers fire only when nobody else can go on. Without it, short ones may fire at any time. */
  readonly patientTimers?: boolean;
  /** `'sleep-sets'` leaves out orders that differ only in steps that do not touch each other. */
  readonly reduction?: 'sleep-sets' | 'none';
  /**
   * Only orders that begin like this are looked at: `AB` leaves out who of the two begins first. The
   * counts then speak of these orders.
   */
  readonly beginning?: readonly Choice[];
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
   * Once it is certain that `maxRuns` will not do, the search only goes on until it has tried all
   * orders that change the client this often, and is inconclusive then.
   */
  readonly enoughChanges?: number;
  /** Steps after which a single run is given up. Default 300. */
  readonly maxSteps?: number;
  /** Faults that the scheduler may choose, at most one in a run. */
  readonly faults?: readonly Fault[];
  /** Starts every run with new instances, even where using them again would be faster. */
  readonly alwaysFresh?: boolean;
  /**
   * Leaves to PostgreSQL what the search else decides itself: who dies in a deadlock, which depends on
   * each session's own `deadlock_timeout`, and who of several waiters goes first. A run is then what
   * the server makes of its schedule, and not every end is found: meant for `replay`.
   */
  readonly leaveToServer?: boolean;
  readonly onProgress?: (progress: {
    readonly run: number;
    readonly waiting: number;
    readonly failing: number;
  }) => void;
  readonly replyTimeoutMs?: number;
}

/** What the search found, with the accounting that people can follow. */
export interface Exploration {
  readonly verdict: 'prevented' | 'possible' | 'inconclusive';
  /** Whether every order was run or stood for. If not, the counts are what was seen so far. */
  readonly complete: boolean;
  /** Why the verdict is inconclusive. */
  readonly reason?: string;
  /** When the search was stopped before its end: all orders that change the client this often were tried. */
  readonly triedChanges?: number;
  /** Executions, those that turned out to repeat a known order included. */
  readonly run: number;
  /** Runs that differ in the order of steps that touch each other. */
  readonly distinct: number;
  /** Orders that the distinct runs stand for. */
  readonly possible: number;
  /** Orders that cannot happen because a client has to wait. */
  readonly impossible: number;
  /** Orders that break something, and the distinct runs among them. */
  readonly failing: number;
  readonly failingDistinct: number;
  /** The failing run that is easiest to read: the fewest changes of client. */
  readonly first?: JudgedRun;
  /** All outcomes, sorted. */
  readonly outcomes: readonly string[];
  /** Every distinct run's violation, each once, sorted. */
  readonly violations: readonly string[];
}

/**
 * Runs a scenario in every order of its clients' operations: by executing it again and again, each
 * time with a prefix of choices and then freely (stateless model checking; Godefroid, 1997), with
 * the fewest changes of client first (Musuvathi and Qadeer, 2007), leaving out equivalent orders by sleep
 * sets and, where an operation touches nothing, by a persistent set of that alone (both Godefroid, 1996).
 *
 * Throws `ExplorationError` when something outside the code under test is wrong, and
 * `NotReproducible` when the code under test does not do the same thing twice.
 */
export async function explore(
  scenario: Scenario,
  options: ExploreOptions = {},
): Promise<Exploration> {
  await using executor = await Executor.open(scenario, options);
  return await new Search([executor], options).all();
}

/** Executes one schedule. Throws `NotReproducible` when it does not fit the scenario. */
export async function replay(
  scenario: Scenario,
  schedule: readonly Choice[],
  options: ExploreOptions = {},
): Promise<JudgedRun> {
  await using executor = await Executor.open(scenario, { ...options, alwaysFresh: true });
  return await executor.execute(schedule);
}

/** Where a run stands after a schedule that need not come to an end. */
export interface Position {
  /** What has happened so far. */
  readonly steps: readonly Step[];
  /** Who can be let go now, and what each would do; empty when nobody can. */
  readonly next: readonly NextOperation[];
  /** The whole run with its judgement, once nobody can go on. */
  readonly end?: JudgedRun;
}

/** An operation that waits to be let go. */
export interface NextOperation {
  readonly client: string;
  readonly kind: OperationKind;
  readonly text: string;
  /** The faults that may strike here. */
  readonly faults: readonly Fault[];
}

/**
 * Executes a schedule and stops where it ends, for somebody who wants to choose what comes next.
 * There is nothing to be undone: a shorter schedule is executed from the beginning again.
 * Throws `NotReproducible` when the schedule does not fit the scenario.
 */
export async function lookAt(
  scenario: Scenario,
  schedule: readonly Choice[],
  options: ExploreOptions = {},
): Promise<Position> {
  await using executor = await Executor.open(scenario, { ...options, alwaysFresh: true });
  const { run, next } = await executor.executeUpTo(schedule);
  return { steps: run.steps, next, ...(next.length === 0 ? { end: run } : {}) };
}
