import type { Recording } from '@workbook/recording';
import {
  type NextMove,
  nextMoves,
  type OrdersFrom,
  walk as walkThrough,
} from '@workbook/recording/walk';
import { certainty } from './orders.ts';

/** Moves that were made, one after the other, from the beginning. */
export type Walk = readonly NextMove[];

/** The schedule of a walk, as the terminal writes it. */
export function scheduleOf(walk: Walk): string {
  return walk.map(({ move }) => move).join('');
}

/** Where a walk stands after its first turns. */
export function positionAt(walk: Walk, cursor = walk.length): number {
  return walk[cursor - 1]?.to ?? 0;
}

/** Walks as far as a schedule can be walked: a move that is not recorded ends it. */
export function walkOf(recording: Recording, schedule: string): Walk {
  const { positions, turns } = walkThrough(recording, schedule);
  return turns.map((turn, i) => ({ move: turn.move, turn, to: positions[i + 1] as number }));
}

/** Whether a walk has come to an end of the run. */
export function isWhole({ positions }: Recording, walk: Walk): boolean {
  return positions[positionAt(walk)]?.end !== undefined;
}

/**
 * Goes on to an end that `fits`, along `hints` where that can be, and else with the client that went last: an
 * order in which clients change as seldom as they can is the one that is read most easily.
 */
export function complete(
  recording: Recording,
  walk: Walk,
  fits: (position: number) => boolean,
  hints: readonly string[] = [],
): Walk {
  const whole = [...walk];
  const left = [...hints];
  for (;;) {
    const next = nextMoves(recording, positionAt(whole)).filter(({ to }) => fits(to));
    const plain = next.filter(({ turn }) => !turn.fault);
    const hinted = left.map((move) => next.find((one) => one.move === move)).find(Boolean);
    const last = whole.at(-1)?.turn.client;
    const taken = hinted ?? plain.find(({ turn }) => turn.client === last) ?? plain[0] ?? next[0];
    if (!taken) return whole;
    const used = left.indexOf(taken.move);
    if (used >= 0) left.splice(used, 1);
    whole.push(taken);
  }
}

/** The order that ends well and has the longest beginning in common with `walk`; undefined where none does. */
export function nearestGood(
  recording: Recording,
  chances: readonly OrdersFrom[],
  walk: Walk,
): { readonly walk: Walk; readonly common: number } | undefined {
  const canBeGood = (at: number) => chances[at] !== undefined && certainty(chances[at]) !== 'bad';
  if (!canBeGood(0)) return undefined;
  let common = 0;
  while (common < walk.length && canBeGood(positionAt(walk, common + 1))) common += 1;
  const rest = walk.slice(common).map(({ move }) => move);
  return { walk: complete(recording, walk.slice(0, common), canBeGood, rest), common };
}

/** A walk to `target` that leaves `walk`, within its first `cursor` turns, as late as it can. */
export function walkTo(recording: Recording, walk: Walk, cursor: number, target: number): Walk {
  const leads = leadTo(recording, target);
  let kept = cursor;
  while (!leads.has(positionAt(walk, kept))) kept -= 1;
  const way = walk.slice(0, kept);
  while (positionAt(way) !== target) {
    const taken = nextMoves(recording, positionAt(way)).find(({ to }) => leads.has(to));
    if (!taken) break;
    way.push(taken);
  }
  return way;
}

/** The positions from which `target` can be reached, itself among them. */
function leadTo({ positions }: Recording, target: number): ReadonlySet<number> {
  const leads = new Set([target]);
  for (let at = target - 1; at >= 0; at -= 1)
    if (positions[at]?.next.some(([, to]) => leads.has(to))) leads.add(at);
  return leads;
}
