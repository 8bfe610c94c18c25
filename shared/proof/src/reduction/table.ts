import { below, columns } from '../judging/columns.ts';
import type { Comparison } from './compare.ts';

const n = new Intl.NumberFormat('en');
const line = columns(6, 42, -22, -11, -12, -10, -8);

/** The first line of the table. */
export const heading = line('step', 'race', 'orders', 'runs with', 'without', 'outcomes', 'ms');

/** One race on one step; what differs stands below it. */
export function comparisonText(comparison: Comparison): string {
  const { step, race, orders, reducedRuns, fullRuns, whole, outcomes, durationMs, difference } =
    comparison;
  const text = line(
    step,
    race,
    n.format(orders),
    n.format(reducedRuns),
    `${whole ? '' : 'first '}${n.format(fullRuns)}`,
    String(outcomes),
    String(durationMs),
  );
  return difference === null ? text : `${text}${below}✗ ${difference}`;
}

/** How many were compared to the end, and how many only in their first orders. */
export function sumText(comparisons: readonly Comparison[]): string {
  const sum = (field: 'reducedRuns' | 'fullRuns') =>
    n.format(comparisons.reduce((all, one) => all + one[field], 0));
  const whole = comparisons.filter((one) => one.whole).length;
  const differing = comparisons.filter(({ difference }) => difference !== null).length;
  return `${whole} in all orders, ${comparisons.length - whole} in their first ones, ${differing} differ (${sum('reducedRuns')} runs with reduction, ${sum('fullRuns')} without)`;
}
