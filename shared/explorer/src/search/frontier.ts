import type { Answer, Footprint } from '../model/footprint.ts';
import type { Seen } from '../model/likeness.ts';
import type { Turn } from '../model/run-record.ts';
import type { Move } from '../model/schedule.ts';

/** A prefix that is not explored to its end yet. */
export interface Branch {
  readonly prefix: readonly Move[];
  /** What each turn of the prefix was in an earlier run, as far as it is known. */
  readonly expected: readonly Seen[];
  /** The clients that slept before the last move: where they go first was explored before. */
  readonly sleeping: readonly Sleeper[];
  /** The clients that are to go in place of the last move, one after the other, when it was made. */
  readonly others: readonly string[];
  /** Its place in the order in which all branches were found. */
  readonly order?: number;
  /** Earlier crashes that leave the same behind as the one in its prefix: they are counted, and not run. */
  readonly likewise?: readonly Turn[];
  /** Whether it comes before all others with as many changes of client: something is likely to fail there. */
  readonly isLikely?: boolean;
}

/** A client that need not be let go until another one does what conflicts with its next operation. */
export interface Sleeper {
  readonly client: string;
  /** What its operation touched where it went first. */
  readonly footprint: Footprint;
  /** What it was answered there, where it went well: as long as the client sleeps, it would go as well. */
  readonly answer: Answer | undefined;
  /** Whether it may be another one when time has gone by before it. */
  readonly mayBeLate?: boolean;
}

/** A branch with the outcome of its execution, once an executor has been asked for it. */
export interface Task<Result> {
  readonly branch: Branch;
  isAsked?: boolean;
  result?: Promise<Result>;
}

interface Level<Result> {
  readonly tasks: (Task<Result> | undefined)[];
  /** The first that is not done. */
  head: number;
  /** The first that no executor has been asked for. */
  unasked: number;
}

/**
 * The branches that are still to be run, in their order: those that change the client least often
 * come first, among them those that are likely to fail, and then those that were found first, even if they were put off
 * for a while. The order in which branches are done is the same, however many are under way at once.
 */
export class Frontier<Result> {
  readonly #levels: Level<Result>[] = [];
  #size = 0;

  /** How many are not done. */
  get size(): number {
    return this.#size;
  }

  add(branch: Branch): void {
    const level = levelOf(branch);
    while (this.#levels.length <= level) this.#levels.push({ tasks: [], head: 0, unasked: 0 });
    const queue = this.#levels[level] as Level<Result>;
    const { tasks, head } = queue;
    const isLater = (task: Task<Result> | undefined) => orderOf(task?.branch) > orderOf(branch);
    let at = tasks.length;
    while (at > head && isLater(tasks[at - 1])) at -= 1;
    tasks.splice(at, 0, { branch });
    queue.unasked = Math.min(queue.unasked, at);
    this.#size += 1;
  }

  /** The first that is not done. */
  first(): Task<Result> | undefined {
    const level = this.#levels.find(({ head, tasks }) => head < tasks.length);
    return level?.tasks[level.head];
  }

  /** The first that no executor has been asked for; from now on it counts as asked for. */
  ask(): Task<Result> | undefined {
    for (const level of this.#levels) {
      while (level.unasked < level.tasks.length) {
        const task = level.tasks[level.unasked];
        level.unasked += 1;
        if (!task || task.isAsked) continue;
        task.isAsked = true;
        return task;
      }
    }
    return undefined;
  }

  /** All that are not done, in their order. */
  rest(): Branch[] {
    return this.#levels.flatMap(({ tasks, head }) =>
      tasks.slice(head).flatMap((task) => task?.branch ?? []),
    );
  }

  /** The first one is done. */
  shift(): void {
    const level = this.#levels.find(({ head, tasks }) => head < tasks.length);
    if (!level) return;
    // Its place stays, but not what it holds.
    level.tasks[level.head] = undefined;
    level.head += 1;
    this.#size -= 1;
  }
}

/** Whether a branch is to be run before another one. */
export function comesBefore(one: Branch, other: Branch): boolean {
  const [level, otherLevel] = [levelOf(one), levelOf(other)];
  return level === otherLevel ? orderOf(one) < orderOf(other) : level < otherLevel;
}

const levelOf = ({ prefix, isLikely }: Branch) => 2 * changesOfClient(prefix) + (isLikely ? 0 : 1);

const orderOf = ({ order = 0 }: Pick<Branch, 'order'> = {}) => order;

/** How often a schedule goes on with another client, or when time has gone by: that is as hard to read. */
export function changesOfClient(schedule: readonly Move[]): number {
  return schedule.reduce((changes, { client, fault }, i) => {
    const isOther = i > 0 && client !== schedule[i - 1]?.client;
    return changes + Number(isOther) + Number(fault === 'time-passes');
  }, 0);
}
