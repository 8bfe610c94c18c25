import { NotReproducible, SchemaChanged, SeemedEndless, Undecided } from '../model/errors.ts';
import type { Exploration } from '../model/exploration.ts';
import type { ExploreOptions } from '../model/options.ts';
import type { JudgedRun } from '../model/scenario.ts';
import { caveatOfFailed, type Failed } from './caveats.ts';
import type { Finding, SearchExecutor } from './finding.ts';
import { type Branch, changesOfClient, Frontier, type Task } from './frontier.ts';
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
  #isSureOfEndless = false;

  constructor(executors: readonly SearchExecutor<Detail>[], options: ExploreOptions) {
    this.#executors = executors;
    this.#options = options;
  }

  async all(): Promise<Exploration<Detail>> {
    // Each executor finds out for itself that the code changes tables, and knows nothing of them then.
    for (let changes = 0; ; ) {
      try {
        return await this.#searchOnce();
      } catch (error) {
        if (error instanceof SeemedEndless) {
          // Code that tries a thousand times, and then gives up: from now on, it gets the time for that.
          for (const executor of this.#executors) executor.takeTime();
          continue;
        }
        if (error instanceof SchemaChanged && changes <= this.#executors.length) {
          changes += 1;
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
    } finally {
      // Hand out nothing more; let what is running finish.
      this.#frontier = new Frontier();
      await Promise.allSettled(this.#underWay);
    }
  }

  async #search(): Promise<Exploration<Detail>> {
    const {
      beginning = [],
      maxRuns = 20_000,
      enoughRuns = maxRuns,
      enoughChanges = Number.POSITIVE_INFINITY,
      stopAtFirst = false,
      keepsRuns = false,
      onProgress,
    } = this.#options;
    this.#frontier = new Frontier();
    this.#frontier.add({ prefix: beginning, expected: [], sleeping: [], others: [] });
    const impossible = new Map<string, number>();
    const outcomes = new Set<string>();
    const violations = new Set<string>();
    const caveats = new Set<string>();
    const runs: JudgedRun<Detail>[] = [];
    const count = { run: 0, distinct: 0, possible: 0, failing: 0, failingDistinct: 0 };
    let first: JudgedRun<Detail> | undefined;
    let reason: string | undefined;
    let complete = true;
    let triedChanges: number | undefined;
    let idle: readonly string[] | undefined;
    let failed: readonly Failed[] | undefined;

    for (let task = this.#frontier.first(); task; task = this.#frontier.first()) {
      const changes = changesOfClient(task.branch.prefix);
      if (first && count.run >= enoughRuns) {
        complete = false;
        break;
      }
      const hopeless = count.run + this.#frontier.size - 1 >= maxRuns && changes > enoughChanges;
      if (count.run >= maxRuns || hopeless) {
        reason = `the search was stopped after ${count.run} runs, with orders left to try`;
        triedChanges = changes - 1;
        break;
      }
      let finding: Found;
      try {
        finding = await this.#resultOf(task);
      } catch (error) {
        if (!(error instanceof Undecided)) throw error;
        reason = error.message;
        break;
      }
      this.#frontier.shift();
      if (!finding) continue;
      for (const branch of branchesOf(finding)) this.#frontier.add(branch);
      count.run += 1;
      if (!finding.repeated) {
        const { ending, text, orders, outcome } = finding;
        if (ending.kind === 'too-long')
          reason ??= `schedule ${text.slice(0, 40)}… was given up after ${ending.turns} turns`;
        idle = idle?.filter((client) => finding.idle.includes(client)) ?? finding.idle;
        failed =
          failed?.filter(([client]) => finding.failed.some(([one]) => one === client)) ??
          finding.failed;
        count.distinct += 1;
        if (finding.whole) runs.push(finding.whole as JudgedRun<Detail>);
        count.possible += orders;
        for (const [beginning, ruledOut] of finding.impossible)
          impossible.set(beginning, Math.max(impossible.get(beginning) ?? 0, ruledOut));
        outcomes.add(outcome);
        const { violation } = finding;
        for (const caveat of finding.caveats) caveats.add(caveat);
        if (violation !== undefined) {
          first = await this.#easier(finding, first);
          count.failing += orders;
          count.failingDistinct += 1;
          violations.add(violation);
          if (stopAtFirst) {
            complete = false;
            break;
          }
        }
      }
      onProgress?.({ run: count.run, waiting: this.#frontier.size, failing: count.failing });
    }
    if (!first && idle && idle.length > 0) reason ??= reasonOfIdle(idle);
    if (!first) for (const one of failed ?? []) caveats.add(caveatOfFailed(one));
    return {
      verdict: first ? 'possible' : reason ? 'inconclusive' : 'prevented',
      complete: complete && reason === undefined,
      reason,
      triedChanges,
      ...count,
      impossible: [...impossible.values()].reduce((sum, orders) => sum + orders, 0),
      first,
      outcomes: [...outcomes].sort(),
      caveats: [...caveats].sort(),
      violations: [...violations].sort(),
      ...(keepsRuns && { runs }),
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

/** The branches that a run has passed by. */
function branchesOf({ found, moves, seen }: Finding): Branch[] {
  return found.map(({ at, move, sleeping, others }) => ({
    prefix: [...moves.slice(0, at), move],
    expected: seen.slice(0, at),
    sleeping,
    others,
  }));
}
