import type { Recording } from '@workbook/recording';
import { whole } from './whole.ts';

/** How many orders break a race, in a sentence. */
export function verdictText({
  counts: { verdict, orders, breaking, complete },
}: Pick<Recording, 'counts'>): string {
  const all = whole(orders);
  if (verdict === 'possible')
    return complete
      ? `✗ ${whole(breaking)} of ${all} orders break it.`
      : `✗ Of the ${all} orders that were looked at, ${whole(breaking)} break it.`;
  if (verdict === 'prevented')
    return orders === 1
      ? '✓ The only order does not break it.'
      : `✓ None of the ${all} orders breaks it.`;
  return `? None of the ${all} orders that were looked at breaks it, and there are more.`;
}
