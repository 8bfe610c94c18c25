import type { NextOperation } from '../model/exploration.ts';
import type { ExploreOptions } from '../model/options.ts';
import type { RunRecord, Turn } from '../model/run-record.ts';
import type { Fault, Move } from '../model/schedule.ts';
import type { Run } from '../run/run.ts';
import type { BranchPoint } from './finding.ts';

/** Decides how a run goes on after its prefix, and which other ways must be tried. */
export class Branching {
  readonly #options: BranchingOptions;

  constructor(options: BranchingOptions) {
    this.#options = options;
  }

  /**
   * Goes on to the end, with as few changes of client as possible.
   *
   * @param asleep The clients that need not go first: where they do was explored before.
   * @param branching Whether other ways to go on are noted.
   */
  async goOn(run: Run, asleep: readonly string[], branching: boolean): Promise<WentOn> {
    const { maxTurns = usualMaxTurns } = this.#options;
    const found: BranchPoint[] = [];
    const branch: NoteBranch = (move, sleeping, at = run.turns.length) =>
      found.push({ at, move, sleeping });
    let sleeping = asleep;
    let repeated = false;
    for (let enabled = run.enabled(); enabled.length > 0; enabled = run.enabled()) {
      if (run.turns.length >= maxTurns) break;
      const awake = enabled.filter((name) => !sleeping.includes(name));
      if (branching && !repeated) this.#branchOnFaults(run, enabled, branch);
      if (awake.length === 0) repeated = true;
      const chosen = preferred(repeated ? enabled : awake, run.turns.at(-1)?.client);
      const notes = branching && !repeated;
      const asleepAfter = notes ? this.#branchOnOthers(run, chosen, awake, sleeping, branch) : [];
      const turn = await run.go({ client: chosen });
      if (notes) this.#branchOnTurn(run, turn, asleepAfter, branch);
      sleeping = asleepAfter;
    }
    return { repeated, found };
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

  /** Another client could go instead of the chosen one. Returns the clients that sleep after it. */
  #branchOnOthers(
    run: Run,
    chosen: string,
    awake: readonly string[],
    sleeping: readonly string[],
    branch: NoteBranch,
  ): readonly string[] {
    const explored = [...sleeping, chosen];
    const others = this.#mayComeFirst(run, chosen) ? [] : awake;
    for (const other of others.filter((name) => name !== chosen)) {
      const asleep = this.#reduces ? explored.filter((name) => !run.dependent(name, other)) : [];
      branch({ client: other }, asleep);
      explored.push(other);
    }
    return sleeping.filter((name) => !run.dependent(name, chosen));
  }

  /** What shows only after a turn: another victim, or a crash while it wrote at once. */
  #branchOnTurn(
    run: Run,
    { client, index, deadlock, wroteAtOnce }: Turn,
    asleepAfter: readonly string[],
    branch: NoteBranch,
  ): void {
    if (deadlock && this.#options.choosesVictims) {
      const others = deadlock.members.filter((name) => name !== deadlock.victim);
      for (const victim of others) branch({ client, victim }, asleepAfter, index);
    }
    if (wroteAtOnce && this.#mayHalve(run)) branch({ client, fault: 'crash-half' }, [], index);
  }

  /**
   * Whether no other way to go on need be tried here: an operation that touches nothing might as
   * well come before whatever the other clients do. Where there are faults, one may strike between
   * the two.
   */
  #mayComeFirst(run: Run, client: string): boolean {
    const { faults = [] } = this.#options;
    return this.#reduces && faults.length === 0 && run.footprintOfNext(client).length === 0;
  }

  #mayHalve({ turns }: Run): boolean {
    return this.#options.faults?.includes('crash-half') === true && isWithoutFault({ turns });
  }

  /** The faults that may strike at the client's next operation: at most one strikes in a run. */
  #faultsAt(run: Run, client: string): Fault[] {
    const { faults = [] } = this.#options;
    if (faults.length === 0 || !isWithoutFault(run)) return [];
    const { kind, performHalf, performAway } = run.next(client).operation;
    return faults.filter((fault) => {
      if (fault === 'crash-half') return performHalf !== undefined;
      // A client that has not begun has nothing to lose yet, but its start has no reply to lose.
      if (fault === 'crash-after') return kind !== 'start';
      return fault.startsWith('redis') ? performAway !== undefined : true;
    });
  }

  /** A crash takes the whole instance, so one of its clients stands for all before the operation. */
  #branchOnFaults(run: Run, enabled: readonly string[], branch: NoteBranch): void {
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

interface BranchingOptions extends Pick<ExploreOptions, 'reduction' | 'faults' | 'maxTurns'> {
  /** Whether the scheduler may choose the victim of a deadlock. */
  readonly choosesVictims: boolean;
}

/** What became of a run that went on freely. */
export interface WentOn {
  /** Whether it repeats a known order. */
  readonly repeated: boolean;
  /** Where it could have gone on in another way. */
  readonly found: readonly BranchPoint[];
}

type NoteBranch = (move: Move, sleeping: readonly string[], at?: number) => void;

/** The client that went last goes on, if it can: a change of client makes a run harder to read. */
function preferred(candidates: readonly string[], last: string | undefined): string {
  return last !== undefined && candidates.includes(last) ? last : (candidates[0] as string);
}

function isWithoutFault({ turns }: Pick<RunRecord, 'turns'>): boolean {
  return turns.every(({ move }) => move.fault === undefined);
}

/**
 * How many turns a run may take, unless the search says otherwise: a client that polls may never
 * finish.
 */
export const usualMaxTurns = 300;
