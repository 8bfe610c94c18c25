import { changesNothingOutside } from '../model/footprint.ts';
import type { ExploreOptions } from '../model/options.ts';
import type { ClientPlan, RunRecord, Turn } from '../model/run-record.ts';
import { isPlain, mayLeaveOut } from './plan.ts';

/** Whether crashes that leave the same behind are run once, and counted as often as there are. */
export function mayMergeCrashes(options: ExploreOptions): boolean {
  const { faults = [], faultsOf, beginning = [] } = options;
  const strikes = faults.includes('crash-before') || faults.includes('crash-after');
  return strikes && beginning.length === 0 && faultsOf === undefined && mayLeaveOut(options);
}

/**
 * Finds, along a run, the crashes of an instance that leave the same behind. A crash takes all that is in the instance:
 *
 * - whether its code was still told the last reply shows nowhere, where it has told no one since;
 * - what it has only read, or done in a transaction that is still open, might as well not have been done.
 *
 * As soon as one of the others goes on, or something lasts, the next crash is another one.
 */
export class CrashesAlike {
  readonly #instances: ReadonlyMap<string, number>;
  readonly #note: (alike: readonly Turn[]) => void;
  /** The last crashes of each instance, all of them alike. */
  readonly #open = new Map<number, Turn[]>();

  /** @param note Told of crashes that are alike, the earliest first: it is enough to run the last one. */
  constructor(instances: ReadonlyMap<string, number>, note: (alike: readonly Turn[]) => void) {
    this.#instances = instances;
    this.#note = note;
  }

  /** An instance may crash here, before the client's next operation. */
  mayCome(crash: Turn): void {
    this.#of(crash.client).push(crash);
  }

  /** A turn was made; `lost` is the crash in which its reply is lost, where that may come. */
  made(turn: Turn, lost: Turn | undefined): void {
    const instance = this.#instanceOf(turn.client);
    const isUndone = isUndoneByCrash(turn);
    for (const one of this.#open.keys()) if (one !== instance || !isUndone) this.#end(one);
    if (lost) this.#of(turn.client).push(lost);
    if (!tellsNone(turn)) this.#end(instance);
  }

  /** No more crashes are looked for in this run. */
  end(): void {
    for (const instance of this.#open.keys()) this.#end(instance);
  }

  #end(instance: number): void {
    const alike = this.#open.get(instance) ?? [];
    this.#open.delete(instance);
    if (alike.length > 0) this.#note(alike);
  }

  #of(client: string): Turn[] {
    const instance = this.#instanceOf(client);
    const open = this.#open.get(instance) ?? [];
    this.#open.set(instance, open);
    return open;
  }

  #instanceOf(client: string): number {
    return this.#instances.get(client) as number;
  }
}

/** The instance of each client, by its name. */
export function instancesOf(clients: readonly ClientPlan[]): ReadonlyMap<string, number> {
  return new Map(clients.map(({ name, instance }) => [name, instance]));
}

/** The run as it is with an earlier crash in place of its own, where the two are alike. */
export function withCrash(record: RunRecord, crash: Turn): RunRecord {
  const { turns } = record;
  const first = crash.index;
  const last = turns.findIndex(({ move }) => move.fault !== undefined);
  const placeOf = (turn: number) => (turn <= first ? turn : Math.max(first, turn - last + first));
  const releasedAt = ({ released }: Turn) =>
    released.map((one) => ({ ...one, launchedAt: placeOf(one.launchedAt) }));
  const replaced = turns.slice(first, last + 1);
  const { reply } = turns[first] as Turn;
  const struck: Turn = {
    ...crash,
    ...(crash.move.fault === 'crash-after' && reply && { reply }),
    released: replaced.flatMap(releasedAt),
    finished: replaced.flatMap(({ finished }) => finished),
  };
  const rest = turns.slice(last + 1).map((turn) => ({
    ...turn,
    index: placeOf(turn.index),
    parkedAt: placeOf(turn.parkedAt),
    released: releasedAt(turn),
  }));
  const all = [...turns.slice(0, first), struck, ...rest];
  return { ...record, turns: all, schedule: all.map(({ move }) => move) };
}

/** Whether no one outside of the instance can know by this turn that its client was told the reply. */
function tellsNone({ kind, move, outcome, ...turn }: Turn): boolean {
  const isDone = isPlain(move) && !turn.deadlock && kind !== 'start' && outcome === 'done';
  return isDone && turn.isToldToNone === true && !turn.wroteAtOnce;
}

/** Whether a crash right after this turn leaves the same behind as one right before it. */
function isUndoneByCrash(turn: Turn): boolean {
  const { kind, footprint } = turn;
  const isStorage = kind === 'sql' || kind === 'redis' || kind === 'file';
  return tellsNone(turn) && isStorage && changesNothingOutside(footprint);
}
