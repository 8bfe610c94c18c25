import type { Recording } from '@workbook/recording';
import type { OrdersFrom } from '@workbook/recording/walk';
import { certainty } from './orders.ts';

/** Where each position is drawn, in a field of `width` by `height`, and the threads between them. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly points: readonly (Point | undefined)[];
  /** Lines for an SVG path: turns after which every order breaks, no order does, or both can be. */
  readonly threads: Readonly<Record<'bad' | 'good' | 'open', string>>;
  readonly ends: readonly { readonly at: Point; readonly kind: 'bad' | 'good' }[];
}

/** A place in the field. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

const [width, height, margin] = [1000, 300, 18];

/** More threads than this are a blot, and not a picture. */
const mostPositions = 12_000;

/**
 * Lays the orders out: time goes to the right, and a turn of the first client goes up, of the last one down, so
 * that orders in which the clients' turns are spread alike lie beside each other.
 */
export function layoutOf(recording: Recording, chances: readonly OrdersFrom[]): Layout {
  const { positions, turns, clients } = recording;
  const last = Math.max(1, clients.length - 1);
  const pull = new Map(
    clients.map(({ name }, i) => [name, clients.length > 1 ? (2 * i) / last - 1 : 0]),
  );
  const places: ({ depth: number; lead: number } | undefined)[] = [{ depth: 0, lead: 0 }];
  const drawn = positions.slice(0, mostPositions);
  drawn.forEach(({ next }, at) => {
    const { depth = 0, lead = 0 } = places[at] ?? {};
    for (const [turn, to] of next)
      places[to] ??= { depth: depth + 1, lead: lead + (pull.get(turns[turn]?.client ?? '') ?? 0) };
  });
  const rows = spread(places, chances);
  const deepest = Math.max(1, ...places.map((place) => place?.depth ?? 0));
  const [least, most] = [Math.min(...rows, 0), Math.max(...rows, 0)];
  const high = Math.max(1, most - least);
  const points = places.map(
    (place, at) =>
      place && {
        x: Math.round(margin + (place.depth / deepest) * (width - 2 * margin)),
        y:
          Math.round(10 * (margin + (((rows[at] ?? 0) - least) / high) * (height - 2 * margin))) /
          10,
      },
  );
  const threads = { bad: '', good: '', open: '' };
  const ends: { at: Point; kind: 'bad' | 'good' }[] = [];
  drawn.forEach(({ next, end }, at) => {
    const from = points[at];
    if (!from) return;
    if (end !== undefined)
      ends.push({ at: from, kind: recording.ends[end]?.violation === undefined ? 'good' : 'bad' });
    for (const [, to] of next) {
      const there = points[to];
      const chance = chances[to];
      if (!there || !chance) continue;
      const middle = Math.round((from.x + there.x) / 2);
      threads[certainty(chance)] +=
        `M${from.x} ${from.y}C${middle} ${from.y} ${middle} ${there.y} ${there.x} ${there.y}`;
    }
  });
  return { width, height, points, threads, ends };
}

/** Towards the end, where all orders have made the same turns, they take the room that there is: each end can be told from the others. */
function fanOut(
  places: readonly ({ readonly depth: number } | undefined)[],
  rows: (number | undefined)[],
): void {
  const columns = new Map<number, number[]>();
  places.forEach((place, at) => {
    if (place) columns.set(place.depth, [...(columns.get(place.depth) ?? []), at]);
  });
  const rangeOf = (column: readonly number[]) => {
    const own = column.map((at) => rows[at] ?? 0);
    return Math.max(...own) - Math.min(...own);
  };
  const deepest = Math.max(1, ...columns.keys());
  const room = Math.max(...[...columns.values()].map(rangeOf));
  for (const [depth, column] of columns) {
    if (column.length === 1) continue;
    const free = 0.85 * (room - rangeOf(column)) * (depth / deepest) ** 2;
    column.sort((a, b) => (rows[a] ?? 0) - (rows[b] ?? 0) || a - b);
    column.forEach((at, i) => {
      rows[at] = (rows[at] ?? 0) + free * (i / (column.length - 1) - 0.5);
    });
  }
}

/** Positions of one place are moved apart, those from which more orders break above the others. */
function spread(
  places: readonly ({ readonly depth: number; readonly lead: number } | undefined)[],
  chances: readonly OrdersFrom[],
): readonly number[] {
  const groups = new Map<string, number[]>();
  places.forEach((place, at) => {
    if (!place) return;
    const key = `${place.depth} ${place.lead.toFixed(3)}`;
    groups.set(key, [...(groups.get(key) ?? []), at]);
  });
  const rows = places.map((place) => place?.lead ?? 0);
  const share = (at: number) => (chances[at]?.breaking ?? 0) / (chances[at]?.orders || 1);
  for (const group of groups.values()) {
    if (group.length === 1) continue;
    group.sort((a, b) => share(b) - share(a) || a - b);
    group.forEach((at, i) => {
      rows[at] = (rows[at] ?? 0) + 1.5 * (i / (group.length - 1) - 0.5);
    });
  }
  fanOut(places, rows);
  return rows;
}
