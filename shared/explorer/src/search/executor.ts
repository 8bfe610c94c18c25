import { OwnConnections } from '../control/own-connections.ts';
import type { DatabaseSessions } from '../control/postgres/lock-monitor.ts';
import {
  LeftToChance,
  NotInDeadlock,
  NotReproducible,
  SchemaChanged,
  SeemedEndless,
  TimePasses,
  VictimLookedTooEarly,
} from '../model/errors.ts';
import type { Guide, Learnt } from '../model/exploration.ts';
import { seenIn } from '../model/likeness.ts';
import type { JudgedRun, Scenario } from '../model/scenario.ts';
import type { Move } from '../model/schedule.ts';
import {
  mostVictimTimeoutMs,
  usualVictimTimeoutMs,
  victimTimeoutGrowth,
} from '../run/deadlock-victims.ts';
import { failedIn } from './caveats.ts';
import { allCounted } from './counted.ts';
import { mayMergeCrashes } from './crashes-alike.ts';
import { Discoveries } from './discoveries.ts';
import { checkAlike, endsAlike } from './ends-alike.ts';
import type { ExecutorOptions } from './executor-options.ts';
import type { Finding, SearchExecutor } from './finding.ts';
import type { Branch } from './frontier.ts';
import { OneRun, prepare, type Setting } from './one-run.ts';
import { mayFreeSends } from './orders-of-sends.ts';
import { metIn } from './partial-order.ts';
import { type Executed, type Judged, mayGoOn, mostChances, ofRepeated, type Plan } from './plan.ts';
import { settingOf } from './setting.ts';

/** Executes runs of one scenario in this process, one at a time. */
export class Executor<Detail = undefined> implements SearchExecutor<Detail>, AsyncDisposable {
  readonly capacity = 1;
  readonly #connections: OwnConnections | undefined;
  readonly #setting: Setting<Detail>;
  readonly #options: ExecutorOptions;
  /** Whether it judges orders that differ only in when a request is sent, and does not execute them. */
  #sendsAreFree: boolean;
  #reuse: boolean;
  /** The run that was the first to use its instances, until it was run once more on them: then others may follow. */
  #firstToUse: JudgedRun<Detail> | undefined;
  /** Whether the trial was made that shows if instances can be used again, or is about to be made. */
  #reuseTried: boolean;
  /** Whether each run gets much time to show that it is endless. */
  #takesTime = false;
  #lastRunWasClean = false;
  #hasRun = false;
  readonly #discoveries: Discoveries;
  /** A first run, on new instances, whose search has begun anew on the same ones. */
  #firstRun: JudgedRun<Detail> | undefined;

  /** @param connections Those that were opened for it alone. */
  private constructor(
    setting: Setting<Detail>,
    options: ExecutorOptions,
    connections: OwnConnections | undefined,
  ) {
    this.#connections = connections;
    this.#setting = setting;
    this.#options = options;
    this.#reuse = !options.alwaysFresh;
    // One that can be gone on with has tried it.
    this.#reuseTried = options.goOnFrom !== undefined;
    this.#sendsAreFree = mayFreeSends(options);
    this.#discoveries = new Discoveries(setting.runOptions.catalog);
  }

  /** Connects to the servers of the scenario. Throws an `ExplorationError` when that fails. */
  static async open<Detail>(
    scenario: Scenario<Detail>,
    options: ExecutorOptions,
  ): Promise<Executor<Detail>> {
    const connections = options.connections ?? new OwnConnections();
    const own = options.connections ? undefined : connections;
    try {
      const setting = await settingOf(scenario, options, connections);
      return new Executor({ ...setting, onRest: options.onRest }, options, own);
    } catch (error) {
      await own?.[Symbol.asyncDispose]();
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#connections?.[Symbol.asyncDispose]();
  }

  get reusesInstances(): boolean {
    return this.#reuse;
  }

  renewInstances(): void {
    this.#reuse = false;
  }

  takeTime(): void {
    this.#takesTime = true;
  }

  executeAllSends(): void {
    this.#sendsAreFree = false;
    this.#beginAnew();
  }

  know(learnt: Learnt): void {
    this.#setting.runOptions.catalog?.know(learnt);
    this.#beginAnew();
  }

  /**
   * The next run is the first of a search: it finds nothing in the memory of its instances. Where nothing is kept there,
   * it takes those of the run before it, which is then compared with it.
   */
  #beginAnew(): void {
    if (this.#hasRun && !this.#firstRun) this.#lastRunWasClean = false;
  }

  /** All sessions of the scenario's database, by their process ids, if it has one. */
  async sessions(): Promise<DatabaseSessions | undefined> {
    return this.#setting.runOptions.monitor?.sessions();
  }

  /** Prepares a run ahead of time, so that the first branch need not begin by connecting. */
  async warmUp(): Promise<void> {
    if (!this.#reuse) return;
    await prepare(this.#setting, true);
    this.#lastRunWasClean = true;
  }

  /** Others work for the same search: they have to know what it learns, and the first of them tries its instances again. */
  workBesideOthers({ isFirst }: { readonly isFirst: boolean }): void {
    this.#discoveries.workBesideOthers();
    this.#reuseTried ||= !isFirst;
  }

  async find(branch: Branch): Promise<Finding | undefined> {
    const isFirst = branch.prefix.length === (this.#options.beginning?.length ?? 0);
    const sendsAreFree = this.#sendsAreFree;
    await this.#tryReuse();
    const leavesOut = { sendsAreFree, mergesCrashes: mayMergeCrashes(this.#options) };
    const executed = await this.#execute({ ...branch, branching: true, ...leavesOut });
    const news = this.#discoveries.news();
    if (news?.isChange) {
      this.#firstRun = isFirst && executed && mayGoOn(executed) ? executed.judged : undefined;
      this.#beginAnew();
      throw new SchemaChanged(
        'the code under test changes tables, or what tells rows apart',
        news.learnt,
      );
    }
    if (!executed) return undefined;
    const { record, text, judged, inOrders, found, idle } = executed;
    if (sendsAreFree && record.turns.some(({ kind }) => kind === 'timer'))
      throw new TimePasses('the code under test waits for time to pass');
    const finding = {
      text,
      idle,
      failed: failedIn(record),
      ending: record.ending,
      moves: record.schedule,
      seen: record.turns.map(seenIn),
      found,
      met: metIn(record, this.#options),
      alike: [],
      ...(news && { learnt: news.learnt }),
    };
    if (!judged) return { ...finding, ...ofRepeated };
    this.#compareFirst(judged);
    this.#noteFirstUse(judged);
    return allCounted(finding, inOrders, this.#options);
  }

  /**
   * The same run in an order that is easier to read, executed on new instances to be sure of it. Throws
   * `SeemedEndless` when it only repeated itself, and comes to an end after all.
   */
  async confirm(found: Finding): Promise<JudgedRun<Detail>> {
    if (found.ending.kind === 'endless' && !this.#takesTime) await this.#checkEndless(found);
    const schedule = found.easiest ?? found.moves;
    const run = await this.execute(schedule);
    if (!endsAlike(found, run)) {
      throw new NotReproducible(
        `schedule ${found.text} ended with ${found.outcome}, but on new instances, as ${run.text}, with ${run.outcome}`,
      );
    }
    return run;
  }

  async #checkEndless({ moves, text }: Finding): Promise<void> {
    const { record } = await this.#executeSurely({ ...byItself, prefix: moves, ...muchTime });
    if (record.ending.kind !== 'endless')
      throw new SeemedEndless(
        `schedule ${text} comes to an end after ${record.turns.length} turns`,
      );
  }

  /** Executes one schedule on new instances, and goes on to the end. It is a run to be shown. */
  async execute(schedule: readonly Move[]): Promise<JudgedRun<Detail>> {
    return (await this.#executeSurely({ ...byItself, prefix: schedule, isShown: true })).judged;
  }

  /** Executes one schedule on new instances and stops where it ends, or its guide does. It is a run to be shown. */
  async executeUpTo(schedule: readonly Move[] | Guide): Promise<Judged<Detail>> {
    const way =
      typeof schedule === 'function' ? { prefix: [], guide: schedule } : { prefix: schedule };
    return this.#executeSurely({ ...byItself, ...way, stopsThere: true, isShown: true });
  }

  /** The instances that a search has begun anew on are not new: what code keeps in them shows beside the run before. */
  #compareFirst(judged: JudgedRun<Detail>): void {
    const first = this.#firstRun;
    this.#firstRun = undefined;
    if (first) checkAlike(first, judged);
  }

  /** Notes the first run that finishes: if another one follows, it is the one that is run again before. */
  #noteFirstUse(judged: JudgedRun<Detail>): void {
    if (!this.#reuse || this.#reuseTried || !this.#lastRunWasClean) return;
    this.#reuseTried = true;
    if (!this.#wasTriedBefore(judged)) this.#firstToUse = judged;
  }

  #wasTriedBefore({ parts }: JudgedRun<Detail>): boolean {
    const { triedParts, executesAll } = this.#options;
    return !executesAll && (parts?.every((part) => triedParts?.has(part)) ?? false);
  }

  /**
   * Runs the first schedule that has finished once more, on the instances that it has used. What
   * code keeps in memory shows there, even if it asks for the same operations again.
   */
  async #tryReuse(): Promise<void> {
    const judged = this.#firstToUse;
    this.#firstToUse = undefined;
    // On new instances it would show nothing: the next run that finishes is the first to use them.
    if (judged && !this.#lastRunWasClean) this.#reuseTried = false;
    if (!judged || !this.#reuse || !this.#lastRunWasClean) return;
    const expected = judged.turns.map(seenIn);
    const plan = { prefix: judged.schedule, expected, sleeping: [], others: [], branching: true };
    const executed = await this.#executeSurely(plan);
    checkAlike(judged, executed.judged);
    for (const part of judged.parts ?? []) this.#options.triedParts?.add(part);
  }

  /** A plan whose run neither repeats another one nor names a victim that may not be in the deadlock. */
  async #executeSurely(plan: Plan): Promise<Judged<Detail>> {
    return (await this.#execute(plan)) as Judged<Detail>;
  }

  /** Resolves to nothing when a branch named a victim that is not part of the deadlock. */
  async #execute(plan: Plan): Promise<Executed<Detail> | undefined> {
    let victimTimeoutMs = usualVictimTimeoutMs;
    for (let chances = 0; ; ) {
      try {
        const takesChances = this.#options.leaveToServer === true || chances >= mostChances;
        return await this.#attempt(plan, { victimTimeoutMs, takesChances });
      } catch (error) {
        this.#lastRunWasClean = false;
        if (error instanceof NotInDeadlock && plan.branching) return undefined;
        if (error instanceof LeftToChance) chances += 1;
        else if (error instanceof VictimLookedTooEarly && victimTimeoutMs <= mostVictimTimeoutMs)
          victimTimeoutMs *= victimTimeoutGrowth;
        else throw error;
      }
    }
  }

  async #attempt(
    plan: Plan,
    chance: { readonly victimTimeoutMs: number; readonly takesChances: boolean },
  ): Promise<Executed<Detail>> {
    const setting = { ...this.#setting, runOptions: { ...this.#setting.runOptions, ...chance } };
    const time = this.#takesTime ? muchTime : {};
    const fresh = !this.#reuse || !this.#lastRunWasClean || !plan.branching;
    const executed = await new OneRun(setting, { ...plan, ...time }).execute({
      fresh,
      checksSleeping: this.#reuse,
    });
    this.#hasRun = true;
    this.#lastRunWasClean = executed.leftClean;
    return executed;
  }
}

/**
 * How many turns must show that clients only repeat themselves before that is a finding, and how many there
 * may be.
 */
const muchTime = { endlessTurns: 2000, maxTurns: 5000 };

/** A run that is no branch of a search. */
const byItself = { expected: [], sleeping: [], others: [], branching: false };
