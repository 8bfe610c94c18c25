import { asksInTurn, conflict, type Footprint } from '../model/footprint.ts';
import { handsOver } from '../model/in-turn.ts';
import type { ExploreOptions } from '../model/options.ts';
import type { RunRecord } from '../model/run-record.ts';
import { formatMove } from '../model/schedule.ts';
import type { Met } from './postponed.ts';

/** What counting needs to know of a turn. */
export interface OrderedTurn {
  readonly client: string;
  readonly footprint: Footprint;
  readonly parkedAt: number;
  /** Tells apart turns that look alike: what was done, and how the scheduler chose it. */
  readonly label: string;
}

/**
 * The partial order behind one run: which turns had to come before which. Two runs with the same
 * partial order differ only in the order of turns that do not touch each other, so one stands for
 * the other (Mazurkiewicz, 1977).
 */
export class PartialOrder {
  readonly #turns: readonly OrderedTurn[];
  readonly #clients: readonly string[];
  /** The turns of each client, as indexes. */
  readonly #chains: readonly (readonly number[])[];
  /** For each turn, how many turns of each client must come before it (itself included for its own). */
  readonly #clocks: readonly (readonly number[])[];
  /** For each turn, the earlier ones that had to come before it by themselves. */
  readonly #causes: readonly (readonly number[])[];
  /** For each turn, those among them that its client has to wait for, whatever it does: they have let it go on. */
  readonly #releases: readonly (readonly number[])[];
  /** The turns that conflict with those of other clients. */
  readonly met: ReadonlySet<number>;

  constructor(turns: readonly OrderedTurn[]) {
    this.#turns = turns;
    this.#clients = [...new Set(turns.map(({ client }) => client))].sort();
    this.#chains = this.#clients.map((name) =>
      turns.flatMap(({ client }, i) => (client === name ? [i] : [])),
    );
    const clocks: number[][] = [];
    const met = new Set<number>();
    this.#releases = turns.map((_, i) => releasesOf(turns, i));
    this.#causes = turns.map((turn, i) => {
      const causes: number[] = [];
      const releases = this.#releases[i] as readonly number[];
      const own = this.#clients.indexOf(turn.client);
      const clock = this.#clients.map(() => 0);
      turns.slice(0, i).forEach((earlier, j) => {
        const isOwn = earlier.client === turn.client;
        const meets = !isOwn && conflict(earlier.footprint, turn.footprint);
        if (meets) met.add(i).add(j);
        if (!isOwn && !meets && !releases.includes(j)) return;
        causes.push(j);
        clocks[j]?.forEach((count, c) => {
          clock[c] = Math.max(clock[c] ?? 0, count);
        });
      });
      clock[own] = (clock[own] ?? 0) + 1;
      clocks.push(clock);
      return causes;
    });
    this.#clocks = clocks;
    this.met = met;
  }

  /**
   * How many orders this run stands for, itself included. Orders that cannot happen, because a
   * client has to wait, are noted in `impossible`: how many there are for each way to begin, counted
   * as if each client had as many operations as here. Runs may share a beginning and yet differ in
   * length; then the most counts, so that the sum does not depend on which run came first.
   */
  count(impossible: Map<string, number>): number {
    let layer = new Map<string, { position: number[]; ways: number }>([
      ['', { position: this.#clients.map(() => 0), ways: 1 }],
    ]);
    for (let done = 0; done < this.#turns.length; done += 1) {
      const next = new Map<string, { position: number[]; ways: number }>();
      for (const { position, ways } of layer.values()) {
        const waiting = this.#clients.flatMap((_, c) => (this.#waits(c, position) ? [c] : []));
        const beginning = waiting.length > 0 ? this.#prefixKey(position) : '';
        for (const c of waiting) {
          const key = `${this.#clients[c]} waits after ${beginning}`;
          const orders = ways * this.#ordersAfter(position, c);
          impossible.set(key, Math.max(impossible.get(key) ?? 0, orders));
        }
        this.#clients.forEach((_, c) => {
          if (!this.#mayGo(c, position)) return;
          const after = position.with(c, (position[c] ?? 0) + 1);
          const key = after.join();
          const known = next.get(key);
          if (known) known.ways += ways;
          else next.set(key, { position: after, ways });
        });
      }
      layer = next;
    }
    const [whole] = layer.values();
    return whole?.ways ?? 1;
  }

  /** The equivalent order with the fewest changes of client, as indexes of the turns. */
  easiest(): number[] {
    interface Path {
      position: number[];
      last: number;
      changes: number;
      order: number[];
    }
    let layer = new Map<string, Path>([
      ['', { position: this.#clients.map(() => 0), last: -1, changes: -1, order: [] }],
    ]);
    for (let done = 0; done < this.#turns.length; done += 1) {
      const next = new Map<string, Path>();
      for (const { position, last, changes, order } of layer.values()) {
        this.#clients.forEach((_, c) => {
          if (!this.#mayGo(c, position)) return;
          const after = position.with(c, (position[c] ?? 0) + 1);
          const cost = changes + (c === last ? 0 : 1);
          const key = `${after.join()}:${c}`;
          const known = next.get(key);
          const turn = this.#chains[c]?.[position[c] ?? 0] as number;
          if (!known || cost < known.changes)
            next.set(key, { position: after, last: c, changes: cost, order: [...order, turn] });
        });
      }
      layer = next;
    }
    return [...layer.values()].sort((a, b) => a.changes - b.changes)[0]?.order ?? [];
  }

  /**
   * The turns that a later one of another client could have come before, although the two conflict: nothing else that
   * had to come after the first had to come before the second, and the second did not begin by the first.
   */
  raced(): ReadonlySet<number> {
    const raced = new Set<number>();
    this.#causes.forEach((causes, i) => {
      const { client } = this.#turns[i] as OrderedTurn;
      const releases = this.#releases[i] as readonly number[];
      for (const cause of causes) {
        if (releases.includes(cause) || this.#turns[cause]?.client === client) continue;
        if (!causes.some((other) => other !== cause && this.#isAfter(other, cause)))
          raced.add(cause);
      }
    });
    return raced;
  }

  /** Whether a turn had to come after another one. */
  #isAfter(turn: number, earlier: number): boolean {
    const own = this.#clients.indexOf(this.#turns[earlier]?.client ?? '');
    const count = this.#clocks[earlier]?.[own] as number;
    return (this.#clocks[turn]?.[own] as number) >= count;
  }

  /** The clients, in the order in which positions count their turns. */
  get clients(): readonly string[] {
    return this.#clients;
  }

  /** The turns that may come next at a position, which says how many of each client's turns are done. */
  nextAt(position: readonly number[]): { readonly turn: number; readonly after: number[] }[] {
    return this.#clients.flatMap((_, c) => {
      const turn = this.#next(c, position);
      if (turn === undefined || !this.#mayGo(c, position)) return [];
      return [{ turn, after: position.with(c, (position[c] ?? 0) + 1) }];
    });
  }

  /** The earlier turns that had to come before this one by themselves. */
  causesOfAll(turn: number): readonly number[] {
    return this.#causes[turn] as readonly number[];
  }

  /** Of each client the last turn that had to come before this one, if any. */
  causesOf(turn: number): (number | undefined)[] {
    const own = this.#clients.indexOf(this.#turns[turn]?.client ?? '');
    return (this.#clocks[turn] as readonly number[]).map(
      (count, c) => this.#chains[c]?.[count - (c === own ? 2 : 1)],
    );
  }

  #next(c: number, position: readonly number[]): number | undefined {
    return this.#chains[c]?.[position[c] ?? 0];
  }

  #mayGo(c: number, position: readonly number[]): boolean {
    const turn = this.#next(c, position);
    if (turn === undefined) return false;
    return (this.#clocks[turn] as readonly number[]).every((needed, d) =>
      d === c ? true : needed <= (position[d] ?? 0),
    );
  }

  /** Whether a client has more to do, but what lets it go on has not happened yet. */
  #waits(c: number, position: readonly number[]): boolean {
    const turn = this.#next(c, position);
    const releases = turn === undefined ? [] : (this.#releases[turn] as readonly number[]);
    return releases.some((cause) => {
      const causer = this.#clients.indexOf(this.#turns[cause]?.client ?? '');
      return (this.#chains[causer]?.indexOf(cause) ?? -1) >= (position[causer] ?? 0);
    });
  }

  /** In how many orders the rest could follow, beginning with client `c`, if no client had to wait. */
  #ordersAfter(position: readonly number[], c: number): number {
    const left = this.#chains.map(
      (chain, d) => chain.length - (position[d] ?? 0) - (d === c ? 1 : 0),
    );
    let ways = 1;
    let total = 0;
    for (const count of left) {
      for (let i = 1; i <= count; i += 1) ways = (ways * (total + i)) / i;
      total += count;
    }
    return Math.round(ways);
  }

  #prefixKey(position: readonly number[]): string {
    return this.#chains
      .map((chain, c) =>
        chain
          .slice(0, position[c])
          .map((i) => `${this.#turns[i]?.label}@${this.#clocks[i]?.join()}`)
          .join(';'),
      )
      .join('|');
  }
}

/**
 * The turns that a client had to wait for before this one: that which has brought it here, and those that have given back
 * the rows for which its turn before has asked. Where that came later, it had not to wait, but in the other order it would.
 */
function releasesOf(turns: readonly OrderedTurn[], i: number): number[] {
  const { client, parkedAt } = turns[i] as OrderedTurn;
  const before = turns.slice(0, i);
  const last = before.findLast((turn) => turn.client === client);
  const given =
    !last || !asksInTurn(last.footprint)
      ? []
      : before.flatMap((turn, j) =>
          turn.client !== client && handsOver(turn.footprint, last.footprint) ? [j] : [],
        );
  return parkedAt >= 0 ? [parkedAt, ...given] : given;
}

/** The operations that conflict with another client's. Time may let any timer come later. */
export function metIn(record: RunRecord, options: OrderOptions): Met[] {
  const order = orderOf(record, options);
  const { met } = order;
  const raced = order.raced();
  const had = new Map<string, number>();
  return record.turns.flatMap(({ client, kind, index }) => {
    const turns = had.get(client) ?? 0;
    had.set(client, turns + 1);
    const isTimer = kind === 'timer';
    return met.has(index) || isTimer ? [[client, turns, raced.has(index) || isTimer] as const] : [];
  });
}

type OrderOptions = Pick<ExploreOptions, 'reduction' | 'beginning'>;

/** Without reduction, every order stands for itself alone; and how all orders begin is not free. */
export function orderOf(
  { turns }: RunRecord,
  { reduction, beginning = [] }: OrderOptions,
): PartialOrder {
  return new PartialOrder(
    turns.map(({ client, footprint, parkedAt, text, move, index }) => ({
      client,
      footprint: reduction === 'none' || index < beginning.length ? 'everything' : footprint,
      parkedAt,
      label: `${formatMove(move)} ${text}`,
    })),
  );
}
