import type { Recording } from '@workbook/recording';

/** How many orders break a race, in a sentence. */
export function verdictText({
  counts: { verdict, orders, breaking, complete },
}: Pick<Recording, 'counts'>): string {
  const all = orders.toLocaleString('en');
  if (verdict === 'possible')
    return complete
      ? `✗ ${breaking.toLocaleString('en')} of ${all} orders break it.`
      : `✗ Of the ${all} orders that were looked at, ${breaking.toLocaleString('en')} break it.`;
  if (verdict === 'prevented')
    return orders === 1
      ? '✓ The only order does not break it.'
      : `✓ None of the ${all} orders breaks it.`;
  return `? None of the ${all} orders that were looked at breaks it, and there are more.`;
}
