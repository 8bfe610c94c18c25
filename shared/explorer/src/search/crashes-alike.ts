import type { ExploreOptions } from '../model/options.ts';
import type { ClientPlan, RunRecord, Turn } from '../model/run-record.ts';

/**
 * A crash takes all that is in an instance: whether the code was still told the reply to its last operation before that,
 * nothing shows where it has told no one since. Then the crash before the instance's next operation stands for the one in
 * which that reply is lost, which need not be run.
 */
export function mayMergeCrashes(options: ExploreOptions): boolean {
  const { reduction, faults = [], faultsOf, beginning = [], executesAll, keepsRuns } = options;
  const hasBoth = faults.includes('crash-before') && faults.includes('crash-after');
  const isWhole = beginning.length === 0 && faultsOf === undefined && !executesAll && !keepsRuns;
  return reduction !== 'none' && hasBoth && isWhole;
}

/** Finds the crashes of a run that need not be tried in both ways. */
export class CrashesAlike {
  readonly #instances: ReadonlyMap<string, number>;

  constructor(clients: readonly Pick<ClientPlan, 'name' | 'instance'>[]) {
    this.#instances = new Map(clients.map(({ name, instance }) => [name, instance]));
  }

  /** Whether a crash after this turn, before one of these clients goes on, is the same as one in which its reply is lost. */
  areAlike(turn: Turn, next: readonly string[]): boolean {
    const instance = this.#instances.get(turn.client);
    return tellsNone(turn) && next.some((client) => this.#instances.get(client) === instance);
  }

  /** The run as it is when the reply before its crash is lost; nothing where that may be another run. */
  withLostReply(record: RunRecord): RunRecord | undefined {
    const { turns } = record;
    const at = turns.findIndex(({ move }) => move.fault === 'crash-before');
    const crash = turns[at];
    const last = turns[at - 1];
    if (!crash || !last || !this.areAlike(last, [crash.client])) return undefined;
    const placeOf = (turn: number) => (turn < at ? turn : turn - 1);
    const moved = (turn: Turn): Turn => ({
      ...turn,
      index: placeOf(turn.index),
      parkedAt: placeOf(turn.parkedAt),
      released: turn.released.map((one) => ({ ...one, launchedAt: placeOf(one.launchedAt) })),
    });
    const both: Turn = {
      ...last,
      move: { client: last.client, fault: 'crash-after' },
      outcome: crash.outcome,
      footprint: crash.footprint,
      released: [...last.released, ...moved(crash).released],
      finished: [...last.finished, ...crash.finished],
    };
    const merged = [...turns.slice(0, at - 1), both, ...turns.slice(at + 1).map(moved)];
    return { ...record, turns: merged, schedule: merged.map(({ move }) => move) };
  }
}

/** Whether no one outside of the instance can know by this turn that its client was told the reply. */
function tellsNone({ kind, move, outcome, ...turn }: Turn): boolean {
  const isPlain = move.fault === undefined && move.victim === undefined && !turn.deadlock;
  const isDone = isPlain && kind !== 'start' && outcome === 'done';
  return isDone && turn.isToldToNone === true && !turn.wroteAtOnce;
}
