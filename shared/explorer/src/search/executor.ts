import { runAs } from '../control/actor.ts';
import { controlRandom } from '../control/control-random.ts';
import { controlTime } from '../control/control-time.ts';
import { clientsInTransaction, controlledSessions } from '../control/postgres/control-postgres.ts';
import { type DatabaseSessions, LockMonitor } from '../control/postgres/lock-monitor.ts';
import { RedisClock } from '../control/redis/control-redis.ts';
import { RepeatableRandom } from '../control/repeatable-random.ts';
import {
  LeftToChance,
  NotInDeadlock,
  NotReproducible,
  VictimLookedTooEarly,
} from '../model/errors.ts';
import type { NextOperation } from '../model/exploration.ts';
import type { ExploreOptions } from '../model/options.ts';
import type { ClientPlan, Ending } from '../model/run-record.ts';
import type { JudgedRun, Judgement, PreparedRun, RunRecord, Scenario } from '../model/scenario.ts';
import { type Fault, formatMove, formatSchedule, type Move } from '../model/schedule.ts';
import { Run, type RunOptions } from '../run/run.ts';
import type { BranchPoint, Finding, SearchExecutor } from './finding.ts';
import type { Branch } from './frontier.ts';
import { orderOf } from './partial-order.ts';

/** One execution, and where it could have gone on in another way. */
interface Executed {
  readonly run: JudgedRun;
  /** Whether it turned out to repeat a known order. */
  readonly repeated: boolean;
  readonly found: readonly BranchPoint[];
  /** Who could have been let go where the run was stopped. */
  readonly next: readonly NextOperation[];
}

/** What is to become of a run. */
interface Plan extends Branch {
  /** Whether other ways to go on are noted. */
  readonly branching: boolean;
  /** Whether nobody is let go after the prefix. */
  readonly stopThere?: boolean;
}

/** Executes runs of one scenario in this process, one at a time. */
export class Executor implements SearchExecutor, AsyncDisposable {
  readonly capacity = 1;
  readonly #scenario: Scenario;
  readonly #options: ExploreOptions;
  readonly #monitor: LockMonitor | undefined;
  readonly #redisClock: RedisClock | undefined;
  #reuse: boolean;
  /** Whether it was tried if instances are good for another run. */
  #reuseTried = false;
  #lastRunWasClean = false;
  #last: JudgedRun | undefined;

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

  static async open(scenario: Scenario, options: ExploreOptions): Promise<Executor> {
    const { postgresUrl, leaveToServer } = options;
    const monitor = postgresUrl
      ? await LockMonitor.open(postgresUrl, leaveToServer ? 'server' : 'explorer')
      : undefined;
    const redisClock = options.redisUrl ? await RedisClock.open(options.redisUrl) : undefined;
    controlTime();
    controlRandom();
    return new Executor(scenario, options, monitor, redisClock);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#monitor?.[Symbol.asyncDispose]();
    await this.#redisClock?.[Symbol.asyncDispose]();
  }

  get reusesInstances(): boolean {
    return this.#reuse;
  }

  renewInstances(): void {
    this.#reuse = false;
  }

  /** All sessions of the scenario's database, by their process ids, if it has one. */
  async sessions(): Promise<DatabaseSessions | undefined> {
    return this.#monitor?.sessions();
  }

  /** Prepares a run ahead of time: whoever is asked for its first branch need not begin by connecting. */
  async warmUp(): Promise<void> {
    if (!this.#reuse) return;
    await this.#prepare(true, this.#runOptions);
    this.#lastRunWasClean = true;
  }

  async find(branch: Branch): Promise<Finding | undefined> {
    const executed = await this.#execute({ ...branch, branching: true });
    if (!executed) return undefined;
    const { run, repeated, found } = executed;
    await this.#tryReuse(run);
    this.#last = run;
    const { text, outcome, violation, ending, turns } = run;
    const finding = {
      text,
      repeated,
      ending,
      moves: run.schedule,
      texts: turns.map((turn) => turn.text),
      found,
      outcome,
    };
    if (repeated) return { ...finding, orders: 0, impossible: [] };
    const order = orderOf(run, this.#options);
    const impossible = new Map<string, number>();
    const orders = order.count(impossible);
    const counted = { ...finding, orders, impossible: [...impossible] };
    if (violation === undefined) return counted;
    if (!mayBeReordered(run)) return { ...counted, violation };
    const easiest = order.easiest().map((i) => run.schedule[i] as Move);
    return { ...counted, violation, easiest };
  }

  /** Another process of the search finds out whether instances can be used again. */
  leaveReuseToOthers(): void {
    this.#reuseTried = true;
  }

  /**
   * Runs the first schedule that comes to its end once more, on the instances that it has used. What
   * code keeps in memory shows there, even if it asks for the same operations again.
   */
  async #tryReuse({ schedule, turns, outcome, text, violation }: JudgedRun): Promise<void> {
    const enough = this.#options.stopAtFirst === true && violation !== undefined;
    if (!this.#reuse || this.#reuseTried || !this.#lastRunWasClean || enough) return;
    this.#reuseTried = true;
    const expected = turns.map((turn) => turn.text);
    const plan = { prefix: schedule, expected, sleeping: [], branching: true };
    const { run } = await this.#executeSurely(plan);
    if (run.outcome === outcome) return;
    throw new NotReproducible(
      `schedule ${text} ended with ${outcome} on new instances, and then with ${run.outcome} on the same`,
    );
  }

  /** The same run in an order that is easier to read, executed on new instances to be sure of it. */
  async confirm(found: Finding): Promise<JudgedRun> {
    const schedule = found.easiest ?? found.moves;
    if (!this.#reuse && formatSchedule(schedule) === found.text && this.#last?.text === found.text)
      return this.#last;
    const run = await this.execute(schedule);
    if (run.outcome !== found.outcome || run.violation !== found.violation) {
      throw new NotReproducible(
        `schedule ${found.text} ended with ${found.outcome}, but on new instances, as ${run.text}, with ${run.outcome}`,
      );
    }
    return run;
  }

  /** Executes one schedule on new instances. */
  async execute(schedule: readonly Move[]): Promise<JudgedRun> {
    const plan = { prefix: schedule, expected: [], sleeping: [], branching: false };
    return (await this.#executeSurely(plan)).run;
  }

  /** Executes one schedule on new instances and stops where it ends. */
  async executeUpTo(schedule: readonly Move[]): Promise<Executed> {
    const plan = { prefix: schedule, expected: [], sleeping: [], branching: false };
    return this.#executeSurely({ ...plan, stopThere: true });
  }

  async #executeSurely(plan: Plan): Promise<Executed> {
    return (await this.#execute(plan)) as Executed;
  }

  /** Resolves to nothing when a branch was on a victim that is not part of the deadlock. */
  async #execute(plan: Plan): Promise<Executed | undefined> {
    let victimTimeoutMs = 25;
    for (let chances = 0; ; ) {
      try {
        const takesChances = this.#options.leaveToServer === true || chances >= 10;
        return await this.#attempt(plan, { victimTimeoutMs, takesChances });
      } catch (error) {
        this.#lastRunWasClean = false;
        if (error instanceof NotInDeadlock && plan.branching) return undefined;
        if (error instanceof LeftToChance) chances += 1;
        else if (error instanceof VictimLookedTooEarly && victimTimeoutMs <= 5000)
          victimTimeoutMs *= 5;
        else throw error;
      }
    }
  }

  async #attempt(plan: Plan, options: RunOptions): Promise<Executed> {
    const fresh = !this.#reuse || !this.#lastRunWasClean || !plan.branching;
    const runOptions: RunOptions = { ...this.#runOptions, ...options };
    const prepared = await this.#prepare(fresh, runOptions);
    const run = new Run(prepared.clients, plan.prefix, runOptions);
    try {
      await this.#replayPrefix(run, plan);
      // On new instances, what has gone away was taken away by another client, not by an earlier run.
      if (this.#reuse) checkSleeping(run, plan);
      const next = plan.stopThere ? this.#nextOperations(run) : [];
      const found: BranchPoint[] = [];
      const repeated = plan.stopThere ? false : await this.#continue(run, plan, found);
      const ending = run.ending() ?? { kind: 'too-long', turns: run.turns.length };
      this.#lastRunWasClean = ending.kind === 'finished';
      const record: RunRecord = {
        schedule: run.turns.map(({ move }) => move),
        turns: run.turns,
        ending,
        results: run.results(),
        crashedInstances: run.crashedInstances(),
        openTransactions: clientsInTransaction(),
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
      const text = formatSchedule(record.schedule);
      return { run: { ...record, ...judgement, text }, repeated, found, next };
    } catch (error) {
      await run.abandon();
      throw error;
    }
  }

  get #runOptions(): RunOptions {
    const { replyTimeoutMs, pauseMs, patientTimers } = this.#options;
    return {
      ...(this.#monitor ? { monitor: this.#monitor } : {}),
      ...(this.#redisClock ? { redisClock: this.#redisClock } : {}),
      ...(pauseMs === undefined ? {} : { pauseMs }),
      ...(patientTimers ? { patientTimers } : {}),
      ...(replyTimeoutMs === undefined ? {} : { replyTimeoutMs }),
    };
  }

  #prepare(fresh: boolean, runOptions: RunOptions): Promise<PreparedRun> {
    const setUp = new Run([], [], runOptions);
    const random = new RepeatableRandom('set-up');
    return this.#scenario.prepare({
      fresh,
      as: (instance, work) =>
        runAs({ controller: setUp, instance, client: undefined, random }, work),
      rest: () => setUp.rest(),
    });
  }

  async #followUp(client: ClientPlan, options: RunOptions): Promise<Ending> {
    const run = new Run([client], [], options);
    while (run.enabled().length > 0 && run.turns.length < (this.#options.maxTurns ?? 300))
      await run.go({ client: client.name });
    const ending = run.ending() ?? { kind: 'too-long', turns: run.turns.length };
    if (ending.kind === 'finished') {
      run.end();
    } else {
      this.#lastRunWasClean = false;
      await run.abandon();
    }
    return ending;
  }

  async #replayPrefix(run: Run, { prefix, expected }: Branch): Promise<void> {
    for (const [i, move] of prefix.entries()) {
      const ready = run.enabled().includes(move.client);
      if (!ready) {
        throw new NotReproducible(
          `move ${i + 1} of schedule ${formatSchedule(prefix)}, ${formatMove(move)}, cannot happen: client ${move.client} has nothing to be let go there`,
        );
      }
      const { text } = run.next(move.client);
      if (expected[i] !== undefined && expected[i] !== text) {
        throw new NotReproducible(
          `move ${i + 1} of schedule ${formatSchedule(prefix)} was "${expected[i]}" in an earlier run and is "${text}" now`,
        );
      }
      await run.go(move);
    }
  }

  /**
   * Goes on to the end, and notes in `found` where it could have gone on in another way. Returns
   * whether it repeats a known order.
   */
  async #continue(run: Run, plan: Plan, found: BranchPoint[]): Promise<boolean> {
    const { maxTurns = 300, reduction = 'sleep-sets' } = this.#options;
    const { branching } = plan;
    const branch = (move: Move, sleeping: readonly string[], at = run.turns.length) =>
      found.push({ at, move, sleeping });
    let sleeping = reduction === 'none' ? [] : plan.sleeping;
    let repeated = false;
    for (let enabled = run.enabled(); enabled.length > 0; enabled = run.enabled()) {
      if (run.turns.length >= maxTurns) return repeated;
      const awake = enabled.filter((name) => !sleeping.includes(name));
      if (branching && !repeated) this.#branchOnFaults(run, enabled, branch);
      if (awake.length === 0) repeated = true;
      const candidates = repeated ? enabled : awake;
      const last = run.turns.at(-1)?.client;
      const chosen = candidates.includes(last ?? '') ? (last as string) : (candidates[0] as string);
      let asleepAfter: readonly string[] = [];
      if (branching && !repeated) {
        const explored = [...sleeping, chosen];
        const others = this.#mayComeFirst(run, chosen) ? [] : awake;
        for (const other of others.filter((name) => name !== chosen)) {
          const asleep =
            reduction === 'none' ? [] : explored.filter((name) => !run.dependent(name, other));
          branch({ client: other }, asleep);
          explored.push(other);
        }
        asleepAfter = sleeping.filter((name) => !run.dependent(name, chosen));
      }
      const turn = await run.go({ client: chosen });
      if (branching && !repeated && turn.deadlock && this.#monitor?.choosesVictims) {
        const { victim, members } = turn.deadlock;
        for (const member of members.filter((name) => name !== victim)) {
          branch({ client: chosen, victim: member }, asleepAfter, turn.index);
        }
      }
      if (branching && !repeated && turn.wroteAtOnce && this.#mayHalve(run))
        branch({ client: chosen, fault: 'crash-half' }, [], turn.index);
      sleeping = asleepAfter;
    }
    return repeated;
  }

  /**
   * Whether no other way to go on need be tried here: an operation that touches nothing can as well
   * come before whatever the others do. Where there are faults, one may strike between the two.
   */
  #mayComeFirst(run: Run, client: string): boolean {
    const { reduction, faults = [] } = this.#options;
    return reduction !== 'none' && faults.length === 0 && run.footprintOfNext(client).length === 0;
  }

  #mayHalve({ turns }: Run): boolean {
    return (
      this.#options.faults?.includes('crash-half') === true &&
      turns.every(({ move }) => move.fault === undefined)
    );
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
    if (faults.length === 0 || run.turns.some(({ move }) => move.fault)) return [];
    const { kind, canHalf, canBeAway } = run.next(client);
    return faults.filter((fault) => {
      if (fault === 'crash-half') return canHalf;
      // A client that has not begun has nothing to lose yet, but its start has no reply to lose.
      if (fault === 'crash-after') return kind !== 'start';
      return fault.startsWith('redis') ? canBeAway : true;
    });
  }

  /** A crash takes the whole instance, so one of its clients stands for all before the operation. */
  #branchOnFaults(
    run: Run,
    enabled: readonly string[],
    branch: (move: Move, sleeping: readonly string[]) => void,
  ): void {
    const instances = new Set<number>();
    for (const client of enabled) {
      const { instance } = run.next(client);
      for (const fault of this.#faultsAt(run, client)) {
        const once = fault === 'crash-before' || fault === 'pause';
        if (!once || !instances.has(instance)) branch({ client, fault }, []);
      }
      instances.add(instance);
    }
  }
}

/** Whoever sleeps had something to do here in an earlier run, and has been left alone since. */
function checkSleeping(run: Run, { prefix, sleeping }: Branch): void {
  const enabled = run.enabled();
  const gone = sleeping.find((name) => !enabled.includes(name));
  if (gone === undefined) return;
  throw new NotReproducible(
    `after schedule ${formatSchedule(prefix)}, client ${gone} had something to do in an earlier run and has nothing now`,
  );
}

/** A pause ends, and a timer fires, by what all the others do: their order is not free. */
function mayBeReordered({ turns }: RunRecord): boolean {
  return turns.every(({ move, kind }) => move.fault === undefined && kind !== 'timer');
}
