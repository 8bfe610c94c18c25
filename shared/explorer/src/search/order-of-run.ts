import type { ExploreOptions } from '../explore.ts';
import type { RunRecord } from '../model/scenario.ts';
import { formatChoice } from '../model/schedule.ts';
import { PartialOrder } from './partial-order.ts';

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
