import {
  NotReproducible,
  SchemaChanged,
  SeemedEndless,
  TimePasses,
  Undecided,
} from '../model/errors.ts';
import type { Exploration, Learnt, Unfinished } from '../model/exploration.ts';
import type { ExploreOptions } from '../model/options.ts';
import type { JudgedRun } from '../model/scenario.ts';
import { caveatOfFailed } from './caveats.ts';
import { branchesOf, type Finding, failingOf, type SearchExecutor } from './finding.ts';
import { type Branch, changesOfClient, comesBefore, Frontier, type Task } from './frontier.ts';
import { type LeftOver, Postponed } from './postponed.ts';
import { countsOf, emptyTally, noteRun, type Tally } from './tally.ts';
import { reasonOfIdle } from './wrong-ending.ts';

type Found = Finding | undefined;

/**
 * Goes through all branches, in their order, with the help of one executor or several. What it
 * reports does not depend on how many there are: results are taken in the order of the branches.
 */
export class Search<Detail> {
  readonly #executors: readonly SearchExecutor<Detail>[];
  readonly #options: ExploreOptions;
  /** How many branches each executor has been given that it has not answered. */
  readonly #given = new Map<SearchExecutor<Detail>, number>();
  readonly #underWay = new Set<Promise<Found>>();
  #answer = Promise.withResolvers<void>();
  #frontier = new Frontier<Found>();
  #postponed = new Postponed({ executesAll: true });
  #isSureOfEndless = false;
  #hasBegunAnew = false;
  /** Whether it has learnt, on the way, what cannot be passed on. */
  #knowsMore = false;
  /** What it has learnt of the database. */
  #learnt: Learnt | undefined;

  constructor(executors: readonly SearchExecutor<Detail>[], options: ExploreOptions) {
    this.#executors = executors;
    this.#options = options;
  }

  async all(): Promise<Exploration<Detail>> {
    for (; ; this.#hasBegunAnew = true) {
      try {
        return await this.#searchOnce();
      } catch (error) {
        // Its executor knows better now, and learns each of these things only once.
        if (error instanceof SchemaChanged) continue;
        this.#knowsMore = true;
        if (error instanceof SeemedEndless) {
          // Code that tries a thousand times, and then gives up: from now on, it gets the time for that.
          for (const executor of this.#executors) executor.takeTime();
          continue;
        }
        if (error instanceof TimePasses) {
          for (const executor of this.#executors) executor.executeAllSends();
          continue;
        }
        const reused = this.#executors.some(({ reusesInstances }) => reusesInstances);
        if (!(error instanceof NotReproducible) || !reused) throw error;
        // Something in the process has outlived a run: from now on, every run gets new instances.
        for (const executor of this.#executors) executor.renewInstances();
      }
    }
  }

  async #searchOnce(): Promise<Exploration<Detail>> {
    try {
      return await this.#search();
    } catch (error) {
      this.#share([error]);
      throw error;
    } finally {
      // Hand out nothing more; let what is running finish.
      this.#frontier = new Frontier();
      const rest = await Promise.allSettled(this.#underWay);
      this.#share(rest.flatMap((one) => (one.status === 'rejected' ? [one.reason] : [])));
    }
  }

  /** What one executor has learnt, all of them know from now on. */
  #share(errors: readonly unknown[]): void {
    for (const error of errors) {
      if (!(error instanceof SchemaChanged)) continue;
      this.#learnt = joined(this.#learnt, error.learnt);
      this.#tell(this.#learnt);
    }
  }

  #tell(learnt: Learnt): void {
    for (const executor of this.#executors) executor.know(learnt);
  }

  async #search(): Promise<Exploration<Detail>> {
    const {
      maxRuns = 20_000,
      enoughRuns = maxRuns,
      enoughChanges = Number.POSITIVE_INFINITY,
      stopAtFirst = false,
      keepsRuns = false,
      onProgress,
    } = this.#options;
    const tally = this.#begin();
    const { count } = tally;
    const runs: JudgedRun<Detail>[] = [];
    let first: JudgedRun<Detail> | undefined;
    let complete = true;
    let triedChanges: number | undefined;
    let unfinished: Unfinished | undefined;

    for (let task = this.#frontier.first(); task; task = this.#frontier.first()) {
      const changes = changesOfClient(task.branch.prefix);
      if (first && count.run >= enoughRuns) {
        complete = false;
        break;
      }
      const hopeless = count.run + this.#frontier.size - 1 >= maxRuns && changes > enoughChanges;
      if (count.run >= maxRuns || hopeless) {
        unfinished = first ? undefined : this.#left(tally);
        tally.reason = `the search was stopped after ${count.run} runs, with orders left to try`;
        triedChanges = changes - 1;
        break;
      }
      let failing: readonly Finding[];
      try {
        failing = await this.#failingIn(task, tally, runs);
      } catch (error) {
        if (!(error instanceof Undecided)) throw error;
        tally.reason = error.message;
        break;
      }
      for (const one of failing) first = await this.#easier(one, first);
      if (failing.length > 0 && stopAtFirst) {
        complete = false;
        break;
      }
      onProgress?.({ run: count.run, waiting: this.#frontier.size, failing: count.failing });
    }
    const { idle = [], failed = [] } = tally;
    if (!first && idle.length > 0) tally.reason ??= reasonOfIdle(idle);
    if (!first) for (const one of failed) tally.caveats.add(caveatOfFailed(one));
    return {
      verdict: first ? 'possible' : tally.reason ? 'inconclusive' : 'prevented',
      complete: complete && tally.reason === undefined,
      reason: tally.reason,
      triedChanges,
      ...countsOf(tally),
      first,
      ...(unfinished && { unfinished }),
      ...(keepsRuns && { runs, ...(this.#learnt && { learnt: this.#learnt }) }),
    };
  }

  /** Goes through what a run has found. */
  #note(finding: Finding, tally: Tally, runs: JudgedRun<Detail>[]): void {
    if (finding.learnt) this.#learnt = joined(this.#learnt, finding.learnt);
    for (const branch of this.#postponed.sift(branchesOf(finding), finding.met))
      this.#frontier.add(branch);
    noteRun(tally, finding);
    if (finding.whole) runs.push(finding.whole as JudgedRun<Detail>);
  }

  /** What fails in a branch, and in front of it what fails in one that was put off and is easier to read. */
  async #failingIn(
    task: Task<Found>,
    tally: Tally,
    runs: JudgedRun<Detail>[],
  ): Promise<readonly Finding[]> {
    const failing = await this.#outcomeOf(task, tally, runs);
    while (failing.length > 0) {
      for (const branch of this.#postponed.easierThan(task.branch)) this.#frontier.add(branch);
      const easier = this.#frontier.first();
      if (!easier || !comesBefore(easier.branch, task.branch)) break;
      const failsToo = await this.#outcomeOf(easier, tally, runs);
      if (failsToo.length > 0) return [...failsToo, ...failing];
    }
    return failing;
  }

  /** Has the first branch of the frontier run, and returns what fails in it. */
  async #outcomeOf(task: Task<Found>, tally: Tally, runs: JudgedRun<Detail>[]): Promise<Finding[]> {
    const finding = await this.#resultOf(task);
    this.#frontier.shift();
    if (!finding) return [];
    this.#note(finding, tally, runs);
    return failingOf(finding);
  }

  /** Begins with the first run, or where an earlier search was stopped, which must have gone its usual way so far. */
  #begin(): Tally {
    const { beginning = [], goOnFrom } = this.#options;
    this.#frontier = new Frontier();
    this.#postponed = new Postponed(this.#options);
    if (!goOnFrom || this.#hasBegunAnew) {
      this.#frontier.add({ prefix: beginning, expected: [], sleeping: [], others: [] });
      return emptyTally();
    }
    const { branches, postponed, tally, learnt } = goOnFrom as Left;
    this.#postponed = new Postponed(this.#options, postponed);
    this.#learnt = learnt;
    if (learnt) this.#tell(learnt);
    for (const branch of branches) this.#frontier.add(branch);
    return structuredClone(tally);
  }

  /** What another search can go on with, unless this one has learnt something on the way that the other would not know. */
  #left(tally: Tally): Left | undefined {
    if (this.#knowsMore || this.#executors.some(({ reusesInstances }) => !reusesInstances))
      return undefined;
    return {
      run: tally.count.run,
      branches: this.#frontier.rest(),
      postponed: this.#postponed.left,
      tally: structuredClone(tally),
      learnt: this.#learnt,
    };
  }

  /** Waits for the result of a branch, and meanwhile keeps all executors at work. */
  async #resultOf(task: Task<Found>): Promise<Found> {
    this.#handOut();
    // All may be at work on what comes later.
    while (!task.result) await this.#answer.promise;
    return await task.result;
  }

  #handOut(): void {
    for (let free = this.#free(); free; free = this.#free()) {
      const task = this.#frontier.ask();
      if (!task) return;
      task.result = this.#ask(free, task.branch);
    }
  }

  /** The executor that has least to do, if it may be given more. */
  #free(): SearchExecutor<Detail> | undefined {
    const given = (executor: SearchExecutor<Detail>) => this.#given.get(executor) ?? 0;
    return this.#executors
      .filter((executor) => given(executor) < executor.capacity)
      .sort((one, other) => given(one) - given(other))[0];
  }

  #ask(executor: SearchExecutor<Detail>, branch: Branch): Promise<Found> {
    const give = (change: 1 | -1) =>
      this.#given.set(executor, (this.#given.get(executor) ?? 0) + change);
    give(1);
    const result = executor.find(branch);
    const answered = () => {
      give(-1);
      this.#underWay.delete(result);
      // A process that works ahead gets its next branch now; a single one when this result is counted.
      if (executor.capacity > 1) this.#handOut();
      this.#answer.resolve();
      this.#answer = Promise.withResolvers();
    };
    this.#underWay.add(result);
    // A failure is reported when it is the branch's turn.
    result.then(answered, answered);
    return result;
  }

  /**
   * The run to be shown by now. One that is endless for sure speaks for all others that seem to be so.
   * Throws `SeemedEndless` when one comes to an end after all.
   */
  async #easier(
    finding: Finding,
    first: JudgedRun<Detail> | undefined,
  ): Promise<JudgedRun<Detail> | undefined> {
    const { ending, easiest, moves } = finding;
    const isEndless = ending.kind === 'endless';
    const isEasier = !first || changesOfClient(easiest ?? moves) < changesOfClient(first.schedule);
    if (!isEasier && (!isEndless || this.#isSureOfEndless)) return first;
    const run = await (this.#executors[0] as SearchExecutor<Detail>).confirm(finding);
    if (isEndless) this.#isSureOfEndless = true;
    return isEasier ? run : first;
  }
}

/** What is left of a search that was stopped. */
interface Left extends Unfinished {
  readonly branches: readonly Branch[];
  readonly postponed: LeftOver;
  readonly tally: Tally;
  readonly learnt: Learnt | undefined;
}

/** All that both of them have learnt. */
function joined(one: Learnt | undefined, other: Learnt): Learnt {
  return {
    moved: [...new Set([...(one?.moved ?? []), ...other.moved])],
    locksTables: one?.locksTables || other.locksTables,
    isForgotten: one?.isForgotten || other.isForgotten,
    breaksTurns: one?.breaksTurns || other.breaksTurns,
    asked: { ...one?.asked, ...other.asked },
  };
}
