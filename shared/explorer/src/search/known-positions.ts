import { isDeepStrictEqual } from 'node:util';
import { isConnectionAwaited } from '../control/postgres/control-pool.ts';
import { DrawnByLot } from '../model/errors.ts';
import { conflict, type Footprint } from '../model/footprint.ts';
import type { ExploreOptions } from '../model/options.ts';
import type { RunRecord, Turn } from '../model/run-record.ts';
import { formatMove, formatSchedule, type Move } from '../model/schedule.ts';
import type { Run } from '../run/run.ts';
import { sleeperAfter, sleeperHere } from './branching.ts';
import type { BranchPoint, Finding } from './finding.ts';
import type { Branch, Sleeper } from './frontier.ts';

/**
 * The positions that the runs of a search have come to. With them it is known of many a branch, before it is
 * executed, that it only repeats a known order.
 *
 * Such a branch lets a client sleep one turn later than an earlier branch did. Where neither that turn nor the client's
 * next one touches what the others did there until only sleepers were left, the others do the same again. This is no
 * more than sleep sets rest on: turns that do not touch each other can change places.
 */
export class KnownPositions {
  readonly #positions = new Map<string, Position>();
  #isUsed: boolean;
  /** Whether a run was seen to come again to the last word: only then may one speak for another. */
  #comesAgain = false;
  #hasFollowed = false;

  /** They are used where orders are left out, and no fault may strike between two turns that touch nothing. */
  constructor({ reduction, faults = [], alwaysFresh, executesAll }: ExploreOptions) {
    this.#isUsed = reduction !== 'none' && faults.length === 0 && !alwaysFresh && !executesAll;
  }

  /** A run was executed once more. */
  triedAgain(run: Heard): void {
    this.#comesAgain = this.#namesAlike(run);
  }

  /**
   * A run was executed. What is drawn by lot, or counted from run to run, may name the same row or file otherwise in it.
   * Throws `DrawnByLot` when that is noticed too late.
   */
  heardOf(run: Heard): void {
    if (!this.#isUsed || this.#namesAlike(run)) return;
    this.giveUp();
    if (this.#hasFollowed) throw new DrawnByLot('one run does not speak for another');
  }

  /** Whether this run calls all that it touches by the names of the runs before it. */
  #namesAlike({ differs, record }: Heard): boolean {
    let key = '';
    return (
      !differs &&
      record.turns.every(({ move, footprint }) => {
        key += formatMove(move);
        const known = this.#positions.get(key)?.last;
        return !known || areAlike(known.footprint, footprint);
      })
    );
  }

  /** From now on, every run is executed. */
  giveUp(): void {
    this.#isUsed = false;
    this.forget();
  }

  /** Call it where instances are new: they may name what they touch otherwise than those before, such as a folder. */
  forget(): void {
    this.#positions.clear();
  }

  /** The run stands before its next move, or at its end. */
  note(run: Run): void {
    if (!this.#isUsed) return;
    const key = formatSchedule(run.turns.map(({ move }) => move));
    if (this.#positions.size >= mostPositions || this.#positions.has(key)) return;
    const enabled = run.enabled();
    const next = new Map(enabled.map((client) => [client, nextOf(run, client)]));
    const last = run.turns.at(-1);
    // What waits inside the process goes on by what another client does, whatever that touches.
    const waits = run.isOneOutOfSight || isConnectionAwaited();
    const isPlain = !waits && !enabled.some((client) => run.repeatsItself(client));
    this.#positions.set(key, { enabled, next, last: last && doneIn(last, isPlain) });
  }

  /**
   * What a search has to know of a run of this branch, if it is certain to repeat a known order; undefined where
   * that is not certain.
   */
  follow(branch: Branch): Followed | undefined {
    if (!this.#isUsed || !this.#comesAgain) return undefined;
    const found = this.#pointsOn(branch);
    if (!found) return undefined;
    this.#hasFollowed = true;
    const { prefix, expected } = branch;
    const ending = { kind: 'finished' } as const;
    return {
      text: formatSchedule(prefix),
      moves: prefix,
      seen: expected,
      ending,
      found,
      idle: [],
      failed: [],
    };
  }

  /** Where it could go on in another way. */
  #pointsOn(branch: Branch): BranchPoint[] | undefined {
    const { prefix } = branch;
    const [passed, move] = prefix.slice(-2);
    if (!passed || !move || !isPlain(passed) || !isPlain(move)) return undefined;
    const before = prefix.slice(0, -2);
    const earlier = this.#at(before);
    const here = this.#at([...before, passed]);
    const sleeper = passed.client;
    const pending = here?.next.get(sleeper);
    if (!earlier || !here?.last?.isPlain || !pending?.isPlain) return undefined;
    const others = (names: readonly string[]) => names.filter((name) => name !== sleeper).join();
    if (others(earlier.enabled) !== others(here.enabled)) return undefined;
    const asBefore = { before, passed: here.last, sleeper, pending };
    return this.#goOn(branch, here, move.client, asBefore);
  }

  /** The others do what they did before, as the scheduler lets them: see `Branching.goOn`. */
  #goOn(
    branch: Branch,
    here: Position,
    first: string,
    { before, passed, sleeper, pending }: AsBefore,
  ): BranchPoint[] | undefined {
    const found: BranchPoint[] = [];
    const source = [...before];
    const moves = [...branch.prefix.slice(0, -1)];
    const followed = new Map<string, Position>();
    let asleep = sleepersAt(here, branch.sleeping);
    let client = first;
    let others = branch.others;
    for (;;) {
      source.push({ client });
      const known = this.#at(source);
      const done = known?.last;
      if (!known?.next.has(sleeper) || !done?.isPlain) return undefined;
      if (conflict(done.footprint, passed.footprint)) return undefined;
      const [other, ...rest] = others;
      if (other !== undefined && done.footprint.length > 0) {
        const sleeping = [
          ...asleep,
          { client, footprint: done.footprint, goesWell: done.goesWell },
        ];
        found.push({ at: moves.length, move: { client: other }, sleeping, others: rest });
      }
      moves.push({ client });
      const position = { ...known, next: new Map([...known.next, [sleeper, pending]]) };
      followed.set(formatSchedule(moves), position);
      asleep = asleep.filter(({ footprint }) => !conflict(footprint, done.footprint));
      if (!asleep.some((one) => one.client === sleeper)) return undefined;
      asleep = sleepersAt(position, asleep);
      const awake = known.enabled.filter((name) => !asleep.some((one) => one.client === name));
      if (awake.length === 0) break;
      client = awake.includes(client) ? client : (awake[0] as string);
      others = awake.filter((name) => name !== client);
    }
    for (const [key, position] of followed) this.#positions.set(key, position);
    return found;
  }

  #at(moves: readonly Move[]): Position | undefined {
    return this.#positions.get(formatSchedule(moves));
  }
}

/** What a run was, and whether it differs from an earlier one by what is drawn by lot. */
interface Heard {
  readonly differs: boolean;
  readonly record: Pick<RunRecord, 'turns'>;
}

/** What is known of a run without its turns: how it would have ended, nothing asks. */
type Followed = Pick<Finding, 'text' | 'moves' | 'seen' | 'ending' | 'found' | 'idle' | 'failed'>;

interface Position {
  readonly enabled: readonly string[];
  /** What each of them does next. */
  readonly next: ReadonlyMap<string, Done>;
  /** What was done last. */
  readonly last: Done | undefined;
}

/** What a client does in a turn. */
interface Done {
  readonly footprint: Footprint;
  /** Whether neither time nor a wait has a part in it, and no client only repeats itself. */
  readonly isPlain: boolean;
  /** Whether it went well, where it was done. */
  readonly goesWell: boolean;
}

interface AsBefore {
  /** The moves before the sleeper's last turn. */
  readonly before: readonly Move[];
  /** That turn. */
  readonly passed: Done;
  readonly sleeper: string;
  /** What the sleeper does next. */
  readonly pending: Done;
}

/** Searches with more positions execute what lies beyond: memory is not without end. */
const mostPositions = 50_000;

const isPlain = ({ fault, victim }: Move) => fault === undefined && victim === undefined;

function nextOf(run: Run, client: string): Done {
  const isPlain = run.next(client).operation.kind !== 'timer';
  return { footprint: run.footprintOfNext(client), isPlain, goesWell: false };
}

function doneIn(turn: Turn, isPlain: boolean): Done {
  const { kind, outcome, released, deadlock } = turn;
  const waits = outcome !== 'done' || released.length > 0 || deadlock !== undefined;
  const { footprint, goesWell } = sleeperAfter(turn);
  return { footprint, goesWell, isPlain: isPlain && kind !== 'timer' && !waits };
}

/** Whether two turns touch the same: what a turn does for others that have waited comes in any order. */
function areAlike(one: Footprint, other: Footprint): boolean {
  if (isDeepStrictEqual(one, other)) return true;
  if (one === 'everything' || other === 'everything') return false;
  const [these, those] = [one, other].map(
    (uses) => new Set(uses.map((use) => JSON.stringify(use))),
  );
  return isDeepStrictEqual(these, those);
}

function sleepersAt({ next }: Position, sleeping: readonly Sleeper[]): Sleeper[] {
  return sleeping.flatMap((sleeper) => {
    const here = next.get(sleeper.client);
    return here ? [sleeperHere(sleeper, here.footprint)] : [];
  });
}
