import type { End, Position, RecordedTurn, Recording } from './format.ts';

/** A way through a recording, as far as a schedule leads. */
export interface Walk {
  /** Where it stands: first the beginning, then after each turn. */
  readonly positions: readonly number[];
  readonly turns: readonly RecordedTurn[];
  /** The rest of the schedule, from the first move that cannot be made here; empty where all can. */
  readonly rest: string;
  /** How it ends, where it has come to an end. */
  readonly end: End | undefined;
}

/** What can be done next. */
export interface NextMove {
  /** As in a schedule. */
  readonly move: string;
  readonly turn: RecordedTurn;
  /** The position that it leads to. */
  readonly to: number;
}

/** How many orders go on from a position. */
export interface OrdersFrom {
  readonly orders: number;
  /** How many of them break the race. */
  readonly breaking: number;
}

/**
 * The moves of a schedule, as far as it can be read. White space between them is ignored. Whatever else stands behind a
 * client is taken for the sign of a fault: a move that a recording does not have cannot be made there.
 */
export function movesIn(schedule: string): string[] {
  return [...schedule.matchAll(/[A-Z][^A-Za-z\s]?[a-z]?/g)].map(([move]) => move);
}

/** Walks from the beginning as far as the moves of a schedule can be made. */
export function walk(recording: Recording, schedule: string): Walk {
  const positions = [0];
  const turns: RecordedTurn[] = [];
  const moves = movesIn(schedule);
  for (const move of moves) {
    const next = nextMoves(recording, positions.at(-1) as number).find((one) => one.move === move);
    if (!next) break;
    positions.push(next.to);
    turns.push(next.turn);
  }
  const { end } = positionAt(recording, positions.at(-1) as number);
  return {
    positions,
    turns,
    rest: moves.slice(turns.length).join(''),
    end: end === undefined ? undefined : recording.ends[end],
  };
}

/** What can be done at a position. */
export function nextMoves(recording: Recording, position: number): NextMove[] {
  return positionAt(recording, position).next.map(([at, to]) => {
    const turn = recording.turns[at] as RecordedTurn;
    return { move: turn.move, turn, to };
  });
}

/** For each position, how many orders go on from it. They are counted once for each recording. */
export function ordersFrom(recording: Recording): readonly OrdersFrom[] {
  const known = counted.get(recording);
  if (known) return known;
  const all: OrdersFrom[] = [];
  for (let at = recording.positions.length - 1; at >= 0; at -= 1) {
    const { next, end } = positionAt(recording, at);
    const after = next.map(([, to]) => all[to] as OrdersFrom);
    all[at] =
      end === undefined
        ? { orders: sum(after, 'orders'), breaking: sum(after, 'breaking') }
        : { orders: 1, breaking: breaks(recording, end) ? 1 : 0 };
  }
  counted.set(recording, all);
  return all;
}

const counted = new WeakMap<Recording, readonly OrdersFrom[]>();

/** The place of the turn that does the damage, of an order that breaks the race, where that is known. */
export function damageIn({ turns, end }: Pick<Walk, 'turns' | 'end'>): number | undefined {
  if (end?.violation === undefined) return undefined;
  const struck = turns.findIndex(({ deadlock }) => deadlock !== undefined);
  if (struck >= 0) return struck;
  const fault = turns.findIndex((turn) => turn.fault !== undefined);
  if (fault >= 0) return fault;
  const last = (is: (turn: RecordedTurn) => boolean, all = turns) => {
    const at = all.findLastIndex(is);
    return at < 0 ? undefined : at;
  };
  if (end.leftOpen !== undefined)
    return last(({ client, begins }) => client === end.leftOpen && begins === true);
  if (end.noticedAfterwards) return undefined;
  const failed = turns.findIndex(({ also = [] }) =>
    also.some(({ what, caption = '' }) => what === 'answer' && /^= 5\d\d/.test(caption)),
  );
  const changes = ({ changes: does }: RecordedTurn) => does === true;
  return (
    last(changes, failed < 0 ? turns : turns.slice(0, failed + 1)) ??
    last(changes) ??
    last(({ outcome }) => outcome === 'waiting') ??
    turns.length - 1
  );
}

function positionAt({ positions }: Recording, at: number): Position {
  return positions[at] as Position;
}

function breaks({ ends }: Recording, end: number): boolean {
  return ends[end]?.violation !== undefined;
}

function sum(all: readonly OrdersFrom[], field: keyof OrdersFrom): number {
  return all.reduce((total, one) => total + one[field], 0);
}
