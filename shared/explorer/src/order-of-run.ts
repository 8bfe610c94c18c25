import type { ExploreOptions } from './explore.ts';
import { PartialOrder } from './orders.ts';
import type { RunRecord } from './scenario.ts';
import { formatChoice } from './schedule.ts';

/** Without reduction, every order stands for itself alone; and how all orders begin is not free. */
export function orderOf(
  { steps }: RunRecord,
  { reduction, beginning = [] }: Pick<ExploreOptions, 'reduction' | 'beginning'>,
): PartialOrder {
  return new PartialOrder(
    steps.map(({ client, footprint, parkedAt, text, choice, index }) => ({
      client,
      footprint: reduction === 'none' || index < beginning.length ? 'everything' : footprint,
      parkedAt,
      label: `${formatChoice(choice)} ${text}`,
    })),
  );
}
