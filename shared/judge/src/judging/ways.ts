import {
  type GraphPosition,
  type Move,
  type PositionGraph,
  parseSchedule,
} from '@workbook/explorer';

/** Finds ways through a graph until every move was made at every position. */
export class Ways {
  readonly #graph: PositionGraph;
  /** The moves that were not made yet: by position, the positions that they lead to. */
  readonly #left: Set<number>[];

  constructor(graph: PositionGraph) {
    this.#graph = graph;
    this.#left = graph.positions.map(({ next }) => new Set(next.map(({ event }) => event)));
  }

  /** How many moves were not made yet. */
  get left(): number {
    return this.#left.reduce((sum, { size }) => sum + size, 0);
  }

  /** Schedules, each with as many new moves as there can be. */
  *schedules(): Generator<readonly Move[]> {
    if (this.#graph.positions[0]?.next.length === 0) yield [];
    while (this.left > 0) yield this.#best();
  }

  /** A run has gone this way. */
  taken(way: GraphPosition['next']): void {
    let at = 0;
    for (const { event, to } of way) {
      this.#left[at]?.delete(event);
      at = to;
    }
  }

  #best(): Move[] {
    const { positions, events } = this.#graph;
    // How many new moves there can be from each position on; what comes next has a greater number.
    const most = new Array<number>(positions.length).fill(0);
    const worth = (at: number, { event, to }: GraphPosition['next'][number]) =>
      (most[to] as number) + (this.#left[at]?.has(event) ? 1 : 0);
    for (let at = positions.length - 1; at >= 0; at -= 1)
      most[at] = Math.max(0, ...(positions[at]?.next ?? []).map((one) => worth(at, one)));
    const moves: string[] = [];
    for (let at = 0; ; ) {
      const [first, ...others] = positions[at]?.next ?? [];
      if (!first) return parseSchedule(moves.join(''));
      const here = at;
      const best = others.reduce((a, b) => (worth(here, b) > worth(here, a) ? b : a), first);
      moves.push(events[best.event]?.move ?? '');
      at = best.to;
    }
  }
}
