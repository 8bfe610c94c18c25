import { runAs } from './control.ts';
import { ExplorationError } from './exploration-error.ts';
import { LockMonitor } from './lock-monitor.ts';
import type { OperationKind } from './operation.ts';
import { PartialOrder } from './orders.ts';
import { controlledSessions } from './postgres.ts';
import { controlRandom, RepeatableRandom } from './random.ts';
import { RedisClock } from './redis.ts';
import {
  type ClientPlan,
  type Ending,
  NotInDeadlock,
  Overtaken,
  Run,
  type RunOptions,
  type Step,
  VictimLookedTooEarly,
} from './run.ts';
import { type Choice, type Fault, formatChoice, formatSchedule } from './schedule.ts';
import { controlTime } from './time.ts';

/** What is explored: clients on the real thing, and how to tell a good end from a bad one. */
export interface Scenario {
  /**
   * Brings everything to the same beginning and says what the clients do. When `fresh`, nothing
   * that lives in the process may survive from an earlier run; else instances may be used again.
   */
  prepare(options: PrepareOptions): Promise<PreparedRun>;
}

export interface PrepareOptions {
  readonly fresh: boolean;
  /** Runs set-up work of an instance: connections made there belong to it. Nothing is parked. */
  as<T>(instance: number, work: () => T): T;
  /**
   * Resolves when what was set up is at rest: code may go on after its answer, and what it still does
   * in the set-up's name would not be controlled.
   */
  rest(): Promise<void>;
}

export interface PreparedRun {
  readonly clients: readonly ClientPlan[];
  /** Looks at what the run has left behind. Called once all clients are at rest. */
  judge(run: RunRecord, afterwards: Afterwards): Promise<Judgement>;
}

/** What can still be done when a run is over. */
export interface Afterwards {
  readonly followUp: FollowUp;
  /** Lets time go by for Redis: keys expire. */
  passTime(ms: number): Promise<void>;
}

/** Runs one more client to its end, alone. It cannot hang: what it waits for does not come any more. */
export type FollowUp = (client: ClientPlan) => Promise<Ending>;

export interface Judgement {
  /** The end of the run in a canonical form: two runs with the same outcome ended alike. */
  readonly outcome: string;
  /** What is wrong with it, in one sentence; absent when nothing is. */
  readonly violation?: string;
  /** Whether crashed instances run again by now, so that the next run need not start all anew. */
  readonly restarted?: boolean;
  /** Anything else that a picture of this run needs. */
  readonly detail?: unknown;
}

/** One execution, as it happened. */
export interface RunRecord {
  readonly schedule: readonly Choice[];
  readonly steps: readonly Step[];
  readonly ending: Ending;
  /** What each client that came to its end returned. */
  readonly results: ReadonlyMap<string, unknown>;
  readonly crashedInstances: readonly number[];
  /** The clients whose connections are left in a transaction, by name, although nobody goes on. */
  readonly openTransactions: readonly string[];
}

export interface JudgedRun extends RunRecord, Judgement {
  /** The schedule as a string that `replay` understands. */
  readonly text: string;
}

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

/** The code under test did something else than the last time, under the same schedule. */
export class NotReproducible extends ExplorationError {
  override readonly name = 'NotReproducible';
}

/**
 * Runs a scenario in every order of its clients' operations: by executing it again and again, each
 * time with a prefix of choices and then freely (stateless model checking; Godefroid, 1997), with
 * the fewest changes of client first (Musuvathi and Qadeer, 2007), leaving out equivalent orders by sleep
 * sets (Godefroid, 1996).
 *
 * Throws `ExplorationError` when something outside the code under test is wrong, and
 * `NotReproducible` when the code under test does not do the same thing twice.
 */
export async function explore(
  scenario: Scenario,
  options: ExploreOptions = {},
): Promise<Exploration> {
  await using explorer = await Explorer.open(scenario, options);
  return await explorer.all();
}

/** Executes one schedule. Throws `NotReproducible` when it does not fit the scenario. */
export async function replay(
  scenario: Scenario,
  schedule: readonly Choice[],
  options: ExploreOptions = {},
): Promise<JudgedRun> {
  await using explorer = await Explorer.open(scenario, options);
  return await explorer.one(schedule);
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
  await using explorer = await Explorer.open(scenario, options);
  return await explorer.look(schedule);
}

interface Branch {
  readonly prefix: readonly Choice[];
  /** The text of each operation in the prefix. */
  readonly expected: readonly string[];
  readonly sleeping: readonly string[];
  /** Whether nobody is let go after the prefix. */
  readonly stopThere?: boolean;
}

interface Executed {
  readonly run: JudgedRun;
  readonly repeated: boolean;
  /** Who could have been let go where the run was stopped. */
  readonly next: readonly NextOperation[];
}

class Explorer implements AsyncDisposable {
  readonly #scenario: Scenario;
  readonly #options: ExploreOptions;
  readonly #monitor: LockMonitor | undefined;
  readonly #redisClock: RedisClock | undefined;
  /** Branches still to be run, by how often their prefix changes the client. */
  #frontier: Branch[][] = [[{ prefix: [], expected: [], sleeping: [] }]];
  /** Branches that the run under way has come by; those of an attempt that failed are dropped. */
  #found: { readonly branch: Branch; readonly level: number }[] = [];
  #reuse: boolean;
  #lastRunWasClean = false;

  private constructor(
    scenario: Scenario,
    options: ExploreOptions,
    monitor: LockMonitor | undefined,
    redisClock: RedisClock | undefined,
  ) {
    this.#redisClock = redisClock;
    this.#scenario = scenario;
    this.#options = options;
    this.#monitor = monitor;
    this.#reuse = !options.alwaysFresh;
  }

  static async open(scenario: Scenario, options: ExploreOptions): Promise<Explorer> {
    const { postgresUrl, leaveToServer } = options;
    const monitor = postgresUrl
      ? await LockMonitor.open(postgresUrl, leaveToServer ? 'server' : 'explorer')
      : undefined;
    const redisClock = options.redisUrl ? await RedisClock.open(options.redisUrl) : undefined;
    controlTime();
    controlRandom();
    return new Explorer(scenario, options, monitor, redisClock);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#monitor?.[Symbol.asyncDispose]();
    await this.#redisClock?.[Symbol.asyncDispose]();
  }

  async all(): Promise<Exploration> {
    try {
      return await this.#search();
    } catch (error) {
      if (!(error instanceof NotReproducible) || !this.#reuse) throw error;
      // Something in the process has outlived a run: from now on, every run gets new instances.
      this.#reuse = false;
      this.#frontier = [[{ prefix: [], expected: [], sleeping: [] }]];
      return this.#search();
    }
  }

  async one(schedule: readonly Choice[]): Promise<JudgedRun> {
    this.#reuse = false;
    const judged = await this.#execute({ prefix: schedule, expected: [], sleeping: [] }, false);
    return judged.run;
  }

  async look(schedule: readonly Choice[]): Promise<Position> {
    this.#reuse = false;
    const branch = { prefix: schedule, expected: [], sleeping: [], stopThere: true };
    const { run, next } = await this.#execute(branch, false);
    return { steps: run.steps, next, ...(next.length === 0 ? { end: run } : {}) };
  }

  async #search(): Promise<Exploration> {
    const {
      maxRuns = 20_000,
      enoughRuns = maxRuns,
      enoughChanges = Number.POSITIVE_INFINITY,
      stopAtFirst = false,
      onProgress,
    } = this.#options;
    const impossible = new Map<string, number>();
    const outcomes = new Set<string>();
    const violations = new Set<string>();
    const count = {
      run: 0,
      distinct: 0,
      possible: 0,
      failing: 0,
      failingDistinct: 0,
    };
    let first: JudgedRun | undefined;
    let reason: string | undefined;
    let complete = true;
    let triedChanges: number | undefined;

    for (let branch = this.#take(); branch; branch = this.#take()) {
      if (first && count.run >= enoughRuns) {
        complete = false;
        break;
      }
      const hopeless =
        count.run + this.#waiting() >= maxRuns && changes(branch.prefix) > enoughChanges;
      if (count.run >= maxRuns || hopeless) {
        reason = `the search was stopped after ${count.run} runs, with orders left to try`;
        triedChanges = changes(branch.prefix) - 1;
        break;
      }
      const executed = await this.#execute(branch, true);
      if (!executed) continue;
      count.run += 1;
      if (!executed.repeated) {
        const { run } = executed;
        if (run.ending.kind === 'too-long')
          reason ??= `schedule ${run.text.slice(0, 40)}… was given up after ${run.ending.steps} steps`;
        const order = partialOrderOf(run, this.#options.reduction !== 'none');
        const orders = order.count(impossible);
        count.distinct += 1;
        count.possible += orders;
        outcomes.add(run.outcome);
        if (run.violation !== undefined) {
          count.failing += orders;
          count.failingDistinct += 1;
          violations.add(run.violation);
          const schedule = mayBeReordered(run)
            ? order.easiest().map((i) => run.schedule[i] as Choice)
            : run.schedule;
          if (!first || changes(schedule) < changes(first.schedule))
            first = await this.#confirm(run, schedule);
          if (stopAtFirst) {
            complete = false;
            break;
          }
        }
      }
      onProgress?.({ run: count.run, waiting: this.#waiting(), failing: count.failing });
    }
    return {
      verdict: first ? 'possible' : reason ? 'inconclusive' : 'prevented',
      complete: complete && reason === undefined,
      ...(reason === undefined ? {} : { reason }),
      ...(triedChanges === undefined ? {} : { triedChanges }),
      ...count,
      impossible: [...impossible.values()].reduce((sum, orders) => sum + orders, 0),
      ...(first ? { first } : {}),
      outcomes: [...outcomes].sort(),
      violations: [...violations].sort(),
    };
  }

  /** The same run in an order that is easier to read, executed on new instances to be sure of it. */
  async #confirm(run: JudgedRun, schedule: readonly Choice[]): Promise<JudgedRun> {
    if (formatSchedule(schedule) === run.text && !this.#reuse) return run;
    const again = await this.#execute({ prefix: schedule, expected: [], sleeping: [] }, false);
    if (again.run.outcome !== run.outcome || again.run.violation !== run.violation) {
      throw new NotReproducible(
        `schedule ${run.text} ended with ${run.outcome}, but on new instances, as ${again.run.text}, with ${again.run.outcome}`,
      );
    }
    return again.run;
  }

  #take(): Branch | undefined {
    return this.#frontier.find((branches) => branches.length > 0)?.shift();
  }

  #waiting(): number {
    return this.#frontier.reduce((sum, branches) => sum + branches.length, 0);
  }

  #later(branch: Branch, level: number): void {
    while (this.#frontier.length <= level) this.#frontier.push([]);
    this.#frontier[level]?.push(branch);
  }

  async #execute(branch: Branch, branching: false): Promise<Executed>;
  async #execute(branch: Branch, branching: boolean): Promise<Executed | undefined>;
  async #execute(branch: Branch, branching: boolean): Promise<Executed | undefined> {
    let victimTimeoutMs = 25;
    for (let overtaken = 0; ; ) {
      this.#found = [];
      try {
        const mayOvertake = this.#options.leaveToServer === true || overtaken >= 10;
        const run = await this.#attempt(branch, branching, { victimTimeoutMs, mayOvertake });
        for (const { branch, level } of this.#found) this.#later(branch, level);
        return run;
      } catch (error) {
        this.#lastRunWasClean = false;
        if (error instanceof NotInDeadlock && branching) return undefined;
        if (error instanceof Overtaken) overtaken += 1;
        else if (error instanceof VictimLookedTooEarly && victimTimeoutMs <= 5000)
          victimTimeoutMs *= 5;
        else throw error;
      }
    }
  }

  async #attempt(branch: Branch, branching: boolean, options: RunOptions): Promise<Executed> {
    const { replyTimeoutMs, pauseMs, patientTimers } = this.#options;
    const fresh = !this.#reuse || !this.#lastRunWasClean || !branching;
    const runOptions: RunOptions = {
      ...(this.#monitor ? { monitor: this.#monitor } : {}),
      ...(this.#redisClock ? { redisClock: this.#redisClock } : {}),
      ...(pauseMs === undefined ? {} : { pauseMs }),
      ...(patientTimers ? { patientTimers } : {}),
      ...(replyTimeoutMs === undefined ? {} : { replyTimeoutMs }),
      ...options,
    };
    const setUp = new Run([], [], runOptions);
    const random = new RepeatableRandom('set-up');
    const prepared = await this.#scenario.prepare({
      fresh,
      as: (instance, work) =>
        runAs({ controller: setUp, instance, client: undefined, random }, work),
      rest: () => setUp.rest(),
    });
    const run = new Run(prepared.clients, branch.prefix, runOptions);
    try {
      await this.#replayPrefix(run, branch);
      const next = branch.stopThere ? this.#nextOperations(run) : [];
      const repeated = branch.stopThere ? false : await this.#continue(run, branch, branching);
      const ending = run.ending() ?? { kind: 'too-long', steps: run.steps.length };
      this.#lastRunWasClean = ending.kind === 'finished';
      const record: RunRecord = {
        schedule: run.steps.map(({ choice }) => choice),
        steps: run.steps,
        ending,
        results: run.results(),
        crashedInstances: run.crashedInstances(),
        openTransactions: [
          ...new Set(
            controlledSessions().flatMap(({ open, client }) => (open && client ? [client] : [])),
          ),
        ].sort(),
      };
      if (ending.kind === 'finished') run.end();
      else await run.abandon();
      const judgement: Judgement = repeated
        ? { outcome: '' }
        : await prepared.judge(record, {
            followUp: (client) => this.#followUp(client, runOptions),
            passTime: async (ms) => this.#redisClock?.advance(ms),
          });
      if (record.crashedInstances.length > 0 && !judgement.restarted) this.#lastRunWasClean = false;
      // A transaction that somebody has left open would keep its locks from the next run.
      if (controlledSessions().some(({ open }) => open)) {
        this.#lastRunWasClean = false;
        await run.abandon();
      }
      return {
        run: { ...record, ...judgement, text: formatSchedule(record.schedule) },
        repeated,
        next,
      };
    } catch (error) {
      await run.abandon();
      throw error;
    }
  }

  async #followUp(client: ClientPlan, options: RunOptions): Promise<Ending> {
    const run = new Run([client], [], options);
    while (run.enabled().length > 0 && run.steps.length < (this.#options.maxSteps ?? 300))
      await run.go({ client: client.name });
    const ending = run.ending() ?? { kind: 'too-long', steps: run.steps.length };
    if (ending.kind === 'finished') {
      run.end();
    } else {
      this.#lastRunWasClean = false;
      await run.abandon();
    }
    return ending;
  }

  async #replayPrefix(run: Run, { prefix, expected }: Branch): Promise<void> {
    for (const [i, choice] of prefix.entries()) {
      const ready = run.enabled().includes(choice.client);
      if (!ready) {
        throw new NotReproducible(
          `step ${i + 1} of schedule ${formatSchedule(prefix)}, ${formatChoice(choice)}, cannot happen: client ${choice.client} has nothing to be let go there`,
        );
      }
      const { text } = run.next(choice.client);
      if (expected[i] !== undefined && expected[i] !== text) {
        throw new NotReproducible(
          `step ${i + 1} of schedule ${formatSchedule(prefix)} was "${expected[i]}" in an earlier run and is "${text}" now`,
        );
      }
      await run.go(choice);
    }
  }

  /** Goes on to the end, leaving the other choices for later. Returns whether it repeats a known order. */
  async #continue(run: Run, branch: Branch, branching: boolean): Promise<boolean> {
    const { maxSteps = 300, reduction = 'sleep-sets' } = this.#options;
    let sleeping = reduction === 'none' ? [] : branch.sleeping;
    let repeated = false;
    for (let enabled = run.enabled(); enabled.length > 0; enabled = run.enabled()) {
      if (run.steps.length >= maxSteps) return repeated;
      const awake = enabled.filter((name) => !sleeping.includes(name));
      if (branching && !repeated) this.#branchOnFaults(run, enabled);
      if (awake.length === 0) repeated = true;
      const candidates = repeated ? enabled : awake;
      const last = run.steps.at(-1)?.client;
      const chosen = candidates.includes(last ?? '') ? (last as string) : (candidates[0] as string);
      let asleepAfter: readonly string[] = [];
      if (branching && !repeated) {
        const explored = [...sleeping, chosen];
        for (const other of awake.filter((name) => name !== chosen)) {
          const asleep =
            reduction === 'none' ? [] : explored.filter((name) => !run.dependent(name, other));
          this.#branch(run, { client: other }, asleep);
          explored.push(other);
        }
        asleepAfter = sleeping.filter((name) => !run.dependent(name, chosen));
      }
      const step = await run.go({ client: chosen });
      if (branching && !repeated && step.deadlock && this.#monitor?.choosesVictims) {
        const { victim, members } = step.deadlock;
        for (const member of members.filter((name) => name !== victim)) {
          this.#branch(run, { client: chosen, victim: member }, asleepAfter, run.steps.length - 1);
        }
      }
      if (branching && !repeated && step.wroteAtOnce && this.#mayHalve(run))
        this.#branch(run, { client: chosen, fault: 'crash-half' }, [], run.steps.length - 1);
      sleeping = asleepAfter;
    }
    return repeated;
  }

  #mayHalve({ steps }: Run): boolean {
    return (
      this.#options.faults?.includes('crash-half') === true &&
      steps.every(({ choice }) => choice.fault === undefined)
    );
  }

  #branch(run: Run, choice: Choice, sleeping: readonly string[], at = run.steps.length): void {
    const before = run.steps.slice(0, at);
    const prefix = [...before.map((step) => step.choice), choice];
    const expected = [...before.map((step) => step.text)];
    this.#found.push({ branch: { prefix, expected, sleeping }, level: changes(prefix) });
  }

  #nextOperations(run: Run): NextOperation[] {
    return run.enabled().map((client) => {
      const { kind, text } = run.next(client);
      return { client, kind, text, faults: this.#faultsAt(run, client) };
    });
  }

  /** The faults that may strike at the client's next operation: at most one strikes in a run. */
  #faultsAt(run: Run, client: string): Fault[] {
    const { faults = [] } = this.#options;
    if (run.steps.some(({ choice }) => choice.fault)) return [];
    const { kind, canHalf, canBeAway } = run.next(client);
    return faults.filter((fault) => {
      if (fault === 'crash-half') return canHalf;
      // A client that has not begun has nothing to lose yet, but its start has no reply to lose.
      if (fault === 'crash-after') return kind !== 'start';
      return fault.startsWith('redis') ? canBeAway : true;
    });
  }

  /** A crash takes the whole instance, so one of its clients stands for all before the operation. */
  #branchOnFaults(run: Run, enabled: readonly string[]): void {
    const instances = new Set<number>();
    for (const client of enabled) {
      const { instance } = run.next(client);
      for (const fault of this.#faultsAt(run, client)) {
        const once = fault === 'crash-before' || fault === 'pause';
        if (!once || !instances.has(instance)) this.#branch(run, { client, fault }, []);
      }
      instances.add(instance);
    }
  }
}

/** Without reduction, every order stands for itself alone. */
function partialOrderOf({ steps }: RunRecord, reduced: boolean): PartialOrder {
  return new PartialOrder(
    steps.map(({ client, footprint, parkedAt, text, choice }) => ({
      client,
      footprint: reduced ? footprint : 'everything',
      parkedAt,
      label: `${formatChoice(choice)} ${text}`,
    })),
  );
}

/** A pause ends, and a timer fires, by what all the others do: their order is not free. */
function mayBeReordered({ steps }: RunRecord): boolean {
  return steps.every(({ choice, kind }) => choice.fault === undefined && kind !== 'timer');
}

/** How often a schedule goes on with another client. */
function changes(schedule: readonly Choice[]): number {
  return schedule.filter(({ client }, i) => i > 0 && client !== schedule[i - 1]?.client).length;
}
