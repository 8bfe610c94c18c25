import type { OrdersFrom } from '@workbook/recording/walk';
import { certainty } from '../../src/run/orders.ts';
import { whole } from '../../src/run/whole.ts';

/** How many of the orders that begin like this break the race, in a sentence; at an end of the run, whether this one does. */
export function chanceText(chances: OrdersFrom | undefined, isEnd = false): string {
  if (!chances) return '';
  const { orders: all, breaking: bad } = chances;
  const orders = all === 1 ? 'The only order' : `${whole(all)} orders`;
  const begin = all === 1 ? 'that begins' : 'that begin';
  const sure = certainty(chances);
  if (isEnd) return sure === 'good' ? 'This order ends well.' : 'This order breaks it.';
  if (sure === 'good')
    return all === 1
      ? `${orders} ${begin} like this ends well.`
      : `None of the ${orders} ${begin} like this breaks it.`;
  if (sure === 'bad')
    return all === 1
      ? `${orders} ${begin} like this breaks it.`
      : `All ${orders} ${begin} like this break it.`;
  return `${whole(bad)} of ${orders} ${begin} like this break it.`;
}
