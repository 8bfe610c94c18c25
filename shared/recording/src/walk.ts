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

/** How a client stands. */
export interface ClientState {
  readonly client: string;
  /** `waits`: for another client. `stopped`: it has crashed or is paused, and no more is recorded of it here. */
  readonly state: 'can go' | 'waits' | 'finished' | 'crashed' | 'stopped';
  /** The clients that it waits for, where that is known. */
  readonly waitsFor: readonly string[];
  /** What it could do now: its next turn, and the faults that may strike there. */
  readonly moves: readonly NextMove[];
}

/** Two orders beside each other. */
export interface Comparison {
  /** The schedule of the other order. */
  readonly schedule: string;
  /** How many turns both begin with: the next one is the first difference. */
  readonly alike: number;
}

/** The moves of a schedule, as far as it can be read. White space between them is ignored. */
export function movesIn(schedule: string): string[] {
  return [...schedule.matchAll(/[A-Z][-+%~^_]?[a-z]?/g)].map(([move]) => move);
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

/** How each client stands after these turns, in the order of their columns. */
export function clientsAfter(recording: Recording, { positions, turns }: Walk): ClientState[] {
  const moves = nextMoves(recording, positions.at(-1) as number);
  return recording.clients.map(({ name, instance }) => {
    const own = moves.filter(({ turn }) => turn.client === name);
    const wait = waitOf(name, turns);
    const isDone = turns.some(({ also = [] }) =>
      also.some(({ client, what }) => client === name && what === 'finished'),
    );
    const hasCrashed = turns.some(
      ({ client, outcome }) =>
        outcome === 'crashed' &&
        recording.clients.find((one) => one.name === client)?.instance === instance,
    );
    const state = isDone
      ? 'finished'
      : hasCrashed
        ? 'crashed'
        : wait
          ? 'waits'
          : own.length > 0
            ? 'can go'
            : 'stopped';
    return { client: name, state, waitsFor: wait ?? [], moves: own };
  });
}

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

/**
 * The order that ends well and shares the longest beginning with this one; of several, one that changes the client least
 * often afterwards. Undefined where no order ends well. With `breaking`, the same for an order that breaks the race.
 */
export function nearest(
  recording: Recording,
  { positions, turns }: Pick<Walk, 'positions' | 'turns'>,
  breaking = false,
): Comparison | undefined {
  const counts = ordersFrom(recording);
  const isWanted = (at: number) => {
    const { orders = 0, breaking: broken = 0 } = counts[at] ?? {};
    return breaking ? broken > 0 : orders > broken;
  };
  const alike = positions.findLastIndex(isWanted);
  if (alike < 0) return undefined;
  const beginning = turns.slice(0, alike);
  const rest = easiestFrom(recording, positions[alike] as number, beginning.at(-1), isWanted);
  return { schedule: [...beginning.map(({ move }) => move), ...rest].join(''), alike };
}

/** The moves to an end with the fewest changes of client, by positions that are wanted only. */
function easiestFrom(
  recording: Recording,
  from: number,
  last: RecordedTurn | undefined,
  isWanted: (position: number) => boolean,
): readonly string[] {
  interface Way {
    readonly changes: number;
    readonly moves: readonly string[];
  }
  const known = new Map<string, Way>();
  const best = (at: number, client: string | undefined): Way => {
    const key = `${at} ${client}`;
    const found = known.get(key);
    if (found) return found;
    const ways = nextMoves(recording, at)
      .filter(({ to }) => isWanted(to))
      .map(({ move, turn, to }): Way => {
        const { changes, moves } = best(to, turn.client);
        const isChange = client !== undefined && client !== turn.client;
        return { changes: changes + (isChange ? 1 : 0), moves: [move, ...moves] };
      });
    const [first = { changes: 0, moves: [] }, ...others] = ways;
    const way = others.reduce((a, b) => (b.changes < a.changes ? b : a), first);
    known.set(key, way);
    return way;
  };
  return best(from, last?.client).moves;
}

/** Whom a client waits for after these turns; undefined where it does not wait. */
function waitOf(name: string, turns: readonly RecordedTurn[]): readonly string[] | undefined {
  let wait: readonly string[] | undefined;
  for (const { client, outcome, waitsFor = [], also = [] } of turns) {
    if (client === name) wait = outcome === 'waiting' ? waitsFor : undefined;
    for (const one of also) {
      if (one.client !== name) continue;
      if (one.what === 'waits') wait = one.waitsFor === undefined ? [] : [one.waitsFor];
      if (one.what === 'released' || one.what === 'goes on') wait = undefined;
    }
  }
  return wait;
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
