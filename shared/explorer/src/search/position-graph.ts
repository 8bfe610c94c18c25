import type { ExploreOptions } from '../model/options.ts';
import type { RunRecord } from '../model/run-record.ts';
import { formatMove } from '../model/schedule.ts';
import { orderOf, type PartialOrder } from './partial-order.ts';

/** Where a run stands between two moves. */
export interface GraphPosition {
  /** Which events may come next, and where each of them leads. */
  readonly next: readonly { readonly event: number; readonly to: number }[];
  /** The run that ends here, by its place among the runs. */
  readonly end?: number;
}

/** A turn, together with all that had to come before it: where that is the same, it is the same event. */
export interface GraphEvent {
  /** Its move, as a schedule has it. */
  readonly move: string;
  /** A run in which it happens, and which of its turns it is. */
  readonly run: number;
  readonly turn: number;
}

/** What the runs of a search were counted by. */
export type GraphOptions = Pick<ExploreOptions, 'reduction' | 'beginning'>;

/**
 * All orders that the distinct runs of a search stand for, as a graph: each way from the first position to one with an
 * end is an order. Orders that differ only in turns that do not touch each other meet again, so that there are few
 * positions where there are millions of orders.
 */
export class PositionGraph {
  readonly #options: GraphOptions;
  readonly #events: GraphEvent[] = [];
  readonly #eventOf = new Map<string, number>();
  /** The first is the beginning. A turn leads to a position that comes later. */
  readonly positions: readonly GraphPosition[];
  readonly #placeOf: ReadonlyMap<string, number>;

  /** The graph of these runs; `options` are those of their search. */
  constructor(runs: readonly RunRecord[], options: GraphOptions = {}) {
    this.#options = options;
    const layers: Map<string, Growing>[] = [];
    for (const [i, run] of runs.entries()) this.#add(run, i, layers);
    const all = layers.flatMap((layer) => [...layer]);
    this.#placeOf = new Map(all.map(([key], place) => [key, place]));
    this.positions = all.map(([, { next, end }]) => ({
      next: [...next].map(([event, key]) => ({ event, to: this.#placeOf.get(key) as number })),
      ...(end !== undefined && { end }),
    }));
  }

  /** What happens, each once. */
  get events(): readonly GraphEvent[] {
    return this.#events;
  }

  /** The events of a run, and where each of them has led. Undefined when it is none of these orders. */
  follow(run: RunRecord): GraphPosition['next'] | undefined {
    const order = orderOf(run, this.#options);
    const events = this.#eventsOf(run, order, undefined);
    if (!events) return undefined;
    const done = order.clients.map(() => 0);
    const keyOf = keysBy(order, run, events);
    const way = run.turns.map(({ client, index }) => {
      const own = order.clients.indexOf(client);
      done[own] = (done[own] ?? 0) + 1;
      return { event: events[index] as number, to: this.#placeOf.get(keyOf(done)) ?? -1 };
    });
    return way.every(({ to }) => to >= 0) ? way : undefined;
  }

  #add(run: RunRecord, at: number, layers: Map<string, Growing>[]): void {
    const order = orderOf(run, this.#options);
    const events = this.#eventsOf(run, order, at) as number[];
    const keyOf = keysBy(order, run, events);
    const growing = (key: string, depth: number): Growing => {
      layers[depth] ??= new Map();
      const known = layers[depth].get(key) ?? { next: new Map() };
      layers[depth].set(key, known);
      return known;
    };
    let layer = new Map([['', order.clients.map(() => 0)]]);
    for (let depth = 0; depth < run.turns.length; depth += 1) {
      const after = new Map<string, number[]>();
      for (const [key, done] of layer) {
        for (const one of order.nextAt(done)) {
          const keyAfter = keyOf(one.after);
          after.set(keyAfter, one.after);
          growing(key, depth).next.set(events[one.turn] as number, keyAfter);
        }
      }
      layer = after;
    }
    for (const key of layer.keys()) growing(key, run.turns.length).end ??= at;
  }

  /** What each turn of a run is among all events; with `at`, those that are new are noted as of that run. */
  #eventsOf(run: RunRecord, order: PartialOrder, at: number | undefined): number[] | undefined {
    const ids: number[] = [];
    for (const { index, move, text } of run.turns) {
      const causes = order
        .causesOf(index)
        .flatMap((cause) => (cause === undefined ? [] : ids[cause]));
      const key = `${formatMove(move)} ${text} after ${causes.join()}`;
      const known = this.#eventOf.get(key);
      if (known === undefined && at === undefined) return undefined;
      const id = known ?? this.#events.length;
      if (known === undefined)
        this.#events.push({ move: formatMove(move), run: at as number, turn: index });
      this.#eventOf.set(key, id);
      ids.push(id);
    }
    return ids;
  }
}

/** A position that more runs may come by: where each event leads, by key. */
interface Growing {
  readonly next: Map<number, string>;
  end?: number;
}

/** Names a position by the last event of each client: all that came before is known by it. */
function keysBy(order: PartialOrder, { turns }: RunRecord, events: readonly number[]) {
  const chains = order.clients.map((name) =>
    turns.filter(({ client }) => client === name).map(({ index }) => events[index] as number),
  );
  return (done: readonly number[]): string =>
    done
      .flatMap((count, c) => (count > 0 ? [`${order.clients[c]}${chains[c]?.[count - 1]}`] : []))
      .join();
}
