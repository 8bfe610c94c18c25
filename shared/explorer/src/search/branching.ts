import type { NextOperation } from '../model/exploration.ts';
import type { ExploreOptions } from '../model/options.ts';
import type { RunRecord, Turn } from '../model/run-record.ts';
import type { Fault, Move } from '../model/schedule.ts';
import { goesOut } from '../run/client.ts';
import type { Run } from '../run/run.ts';
import { struck, turnOf } from '../run/turn.ts';
import { branchOnTime, branchOnTimeBefore } from './branching-on-time.ts';
import { CrashesAlike } from './crashes-alike.ts';
import type { BranchPoint, NoteBranch } from './finding.ts';
import type { Branch, Sleeper } from './frontier.ts';
import { isPlain } from './plan.ts';
import { sleeperAfter, sleepersIn, stillAsleep } from './sleepers.ts';

/** Decides how a run goes on after its prefix, and which other ways must be tried. */
export class Branching {
  readonly #options: BranchingOptions;

  constructor(options: BranchingOptions) {
    this.#options = options;
  }

  /**
   * Goes on to the end, with as few changes of client as possible.
   *
   * @param behind What is known of the clients behind the prefix.
   * @param how Whether other ways to go on are noted, and how far it may go.
   */
  async goOn(run: Run, behind: Behind, how: HowFar): Promise<WentOn> {
    const { branching, endlessTurns = usualEndlessTurns, instances, likewise } = how;
    const { maxTurns = this.#options.maxTurns ?? usualMaxTurns } = how;
    const found: BranchPoint[] = [];
    const branch: NoteBranch = (at, move, sleeping, others = []) =>
      found.push({ at, move, sleeping, others, ...(likewise && { likewise }) });
    const crashes = branching
      ? this.#crashesAlike(run, instances, (one) => found.push(one))
      : undefined;
    const last = run.turns.at(-1);
    if (branching && last) this.#branchBeside(run, last, behind, branch);
    if (last && isPlain(last.move)) crashes?.made(last, this.#lostReply(run, last));
    let sleeping = behind.asleep;
    let repeated = false;
    for (let enabled = run.enabled(); enabled.length > 0; enabled = run.enabled()) {
      if (run.turns.length >= maxTurns || run.repeating(endlessTurns)) break;
      sleeping = sleepersIn(run, sleeping);
      const awake = enabled.filter((name) => !sleeping.some(({ client }) => client === name));
      const branchesHere = branching && !repeated;
      if (awake.length === 0) repeated = true;
      const chosen = preferred(repeated ? enabled : awake, run);
      // One that only repeats itself has tried this before.
      const isWorthATry = (client: string) => !run.repeatsItself(client);
      const others = awake.filter((client) => client !== chosen && isWorthATry(client));
      const decidedLater = crashes && !repeated ? [chosen, ...others] : [];
      if (branchesHere) this.#branchOnFaults(run, enabled, { crashes, decidedLater }, branch);
      if (branchesHere) branchOnTimeBefore(sleeping, run, branch);
      const turn = await run.go({ client: chosen });
      if (repeated) crashes?.end();
      else crashes?.made(turn, this.#lostReply(run, turn));
      const asleep = stillAsleep(sleeping, turn);
      if (branching && !repeated)
        this.#branchBeside(run, turn, { others, sleptBefore: sleeping, asleep }, branch);
      sleeping = asleep;
    }
    crashes?.end();
    return { repeated, found: crashes ? inPlace(found) : found };
  }

  /** Each client that can be let go, with what it would do and what could strike it there. */
  nextOperations(run: Run): NextOperation[] {
    return run.enabled().map((client) => {
      const { kind, text, sql } = run.next(client).operation;
      return { client, kind, text, sql, faults: this.#faultsAt(run, client) };
    });
  }

  get #reduces(): boolean {
    return this.#options.reduction !== 'none';
  }

  /** What could have been done in place of the last turn, whether it was planned or not. */
  #branchBeside(
    run: Run,
    turn: Turn,
    { others, sleptBefore, asleep }: Behind,
    branch: NoteBranch,
  ): void {
    if (!this.#mayComeFirst(turn)) this.#branchOnOthers(turn, others, sleptBefore, branch);
    if (!isPlain(turn.move)) return;
    this.#branchOnTurn(run, turn, asleep, branch);
    branchOnTime(turn, sleptBefore, branch);
  }

  /**
   * Another client could have gone instead of the one that has. One after the other, since what an
   * operation touches shows in full when it is done: whether a request was answered, and another sent.
   */
  #branchOnOthers(
    turn: Turn,
    [first, ...others]: readonly string[],
    sleeping: readonly Sleeper[],
    branch: NoteBranch,
  ): void {
    if (first === undefined) return;
    const explored = this.#reduces ? [...sleeping, sleeperAfter(turn)] : [];
    branch(turn.index, { client: first }, explored, others);
  }

  /** What shows only after a turn: another victim, or a crash while it wrote at once. */
  #branchOnTurn(
    run: Run,
    { client, index, deadlock, wroteAtOnce }: Turn,
    asleepAfter: readonly Sleeper[],
    branch: NoteBranch,
  ): void {
    if (deadlock && this.#options.choosesVictims) {
      const others = deadlock.members.filter((name) => name !== deadlock.victim);
      for (const victim of others) branch(index, { client, victim }, asleepAfter);
    }
    if (wroteAtOnce && this.#mayHalve(run)) branch(index, { client, fault: 'crash-half' }, []);
  }

  /**
   * Whether no other way to go on need be tried: what touches nothing can as well come before whatever
   * the other clients do. Where there are faults, one may strike between the two.
   */
  #mayComeFirst({ footprint }: Turn): boolean {
    const { faults = [] } = this.#options;
    return this.#reduces && faults.length === 0 && footprint.length === 0;
  }

  #mayHalve({ turns }: Run): boolean {
    return this.#options.faults?.includes('crash-half') === true && isWithoutFault({ turns });
  }

  /** The faults that may strike at the client's next operation: at most one strikes in a run. */
  #faultsAt(run: Run, client: string): Fault[] {
    const { faults = [], faultsOf = [client] } = this.#options;
    if (faults.length === 0 || !faultsOf.includes(client) || !isWithoutFault(run)) return [];
    const { operation, isWatched } = run.next(client);
    const { kind, performHalf, performAway } = operation;
    return faults.filter((fault) => {
      if (fault === 'crash-half') return performHalf !== undefined;
      // It is tried where what a turn does shows that it matters.
      if (fault === 'time-passes') return false;
      // A client that has not begun has nothing to lose yet, but its start has no reply to lose.
      if (fault === 'crash-after') return kind !== 'start';
      // Where no other client could notice, a reply that is late makes no difference.
      if (fault === 'late-reply') return isWatched() && goesOut(operation);
      return fault.startsWith('redis') ? performAway !== undefined : true;
    });
  }

  /** A crash takes the whole instance, so one of its clients stands for all before the operation. */
  #branchOnFaults(
    run: Run,
    enabled: readonly string[],
    { crashes, decidedLater }: Crashes,
    branch: NoteBranch,
  ): void {
    const instances = new Set<number>();
    for (const client of enabled) {
      const { instance } = run.next(client);
      for (const fault of this.#faultsAt(run, client)) {
        if (fault === 'crash-after' && decidedLater.includes(client)) continue;
        const once = fault === 'crash-before' || fault === 'pause';
        if (once && instances.has(instance)) continue;
        const move = { client, fault };
        if (fault === 'crash-before' && crashes) crashes.mayCome(crashAt(run, move));
        else branch(run.turns.length, move, []);
      }
      instances.add(instance);
    }
  }

  /** Notes one crash for all that are alike. */
  #crashesAlike(
    run: Run,
    instances: ReadonlyMap<string, number> | undefined,
    note: (branch: BranchPoint) => void,
  ): CrashesAlike | undefined {
    return (
      instances &&
      new CrashesAlike(instances, (alike) => {
        const { index: at, move } = alike.at(-1) as Turn;
        const isLikely = alike.some((crash) => isLikelyToHurt(crash, run.turns));
        note({ at, move, sleeping: [], others: [], likewise: alike.slice(0, -1), isLikely });
      })
    );
  }

  /** The crash in which the reply of this turn is lost, where that may come. */
  #lostReply(run: Run, turn: Turn): Turn | undefined {
    const { client, kind } = turn;
    const mayCome = this.#options.faults?.includes('crash-after') && kind !== 'start';
    if (!mayCome || !isWithoutFault(run)) return undefined;
    return struck({ ...turn, reply: undefined }, { client, fault: 'crash-after' });
  }
}

interface BranchingOptions
  extends Pick<ExploreOptions, 'reduction' | 'faults' | 'faultsOf' | 'maxTurns'> {
  /** Whether the scheduler may choose the victim of a deadlock. */
  readonly choosesVictims: boolean;
}

/** How a run goes on. */
interface HowFar extends Pick<Branch, 'likewise'> {
  readonly branching: boolean;
  /** How many turns must show that clients only repeat themselves. */
  readonly endlessTurns?: number;
  readonly maxTurns?: number;
  /** The instance of each client. With it, crashes that leave the same behind are noted once. */
  readonly instances?: ReadonlyMap<string, number> | undefined;
}

/** What becomes of crashes. */
interface Crashes {
  readonly crashes: CrashesAlike | undefined;
  /** The clients of which a turn that is made tells whether losing its reply is to be tried. */
  readonly decidedLater: readonly string[];
}

/** What is known of the clients of a run that has made the moves of its prefix. */
export interface Behind {
  /** Those that need not go next: where they do was explored before. */
  readonly asleep: readonly Sleeper[];
  /** Those that slept before the last move. */
  readonly sleptBefore: readonly Sleeper[];
  /** Those that are still to go in place of the last move. */
  readonly others: readonly string[];
}

/** What became of a run that went on freely. */
export interface WentOn {
  /** Whether it repeats a known order. */
  readonly repeated: boolean;
  /** Where it could have gone on in another way. */
  readonly found: readonly BranchPoint[];
}

/**
 * The client that went last goes on, if it can: a change of client makes a run harder to read. One that only
 * repeats itself must not starve the client that it may wait for: then the one goes that has waited longest.
 */
function preferred(
  candidates: readonly string[],
  run: Pick<Run, 'turns' | 'repeatsItself'>,
): string {
  const last = run.turns.at(-1)?.client;
  if (last !== undefined && run.repeatsItself(last)) {
    const lastTurn = (name: string) => run.turns.findLastIndex(({ client }) => client === name);
    return candidates.toSorted((one, other) => lastTurn(one) - lastTurn(other))[0] as string;
  }
  return last !== undefined && candidates.includes(last) ? last : (candidates[0] as string);
}

/** The crash before what the client would do next. */
function crashAt(run: Run, move: Move): Turn {
  const turn = turnOf(run.turns.length, move, run.next(move.client), 'everything', {});
  return struck(turn, move);
}

/** Crashes are noted late: each comes where the first of those that are alike does, in front of what else could come there. */
function inPlace(found: readonly BranchPoint[]): BranchPoint[] {
  const placeOf = ({ at, move, likewise = [] }: BranchPoint) => {
    const first = (move.fault && likewise[0]) ?? { index: at, move };
    const crash = ['crash-before', 'crash-after'].indexOf(first.move.fault ?? '');
    return { at: first.index, rank: crash < 0 ? 2 : crash };
  };
  return found.toSorted((one, other) => {
    const [a, b] = [placeOf(one), placeOf(other)];
    return a.at - b.at || a.rank - b.rank;
  });
}

/** Whether it is a crash right after a COMMIT: what has been done stays, and its client may not know. */
function isLikelyToHurt({ index, move, client }: Turn, turns: readonly Turn[]): boolean {
  const last = turns[move.fault === 'crash-after' ? index : index - 1];
  return last?.client === client && last.sql?.verb === 'commit';
}

function isWithoutFault({ turns }: Pick<RunRecord, 'turns'>): boolean {
  return turns.every(({ move }) => move.fault === undefined);
}

/**
 * How many turns a run may take, unless the search says otherwise: a client that polls may never
 * finish.
 */
export const usualMaxTurns = 1000;

/** How many turns must show that clients only repeat themselves, in a search. */
export const usualEndlessTurns = 100;
