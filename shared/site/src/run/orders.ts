import type { OrdersFrom } from '@workbook/recording/walk';

/** What is certain at a position: that every order from here breaks the race, that none does, or neither. */
export function certainty({ orders, breaking }: OrdersFrom): 'bad' | 'good' | 'open' {
  if (breaking === 0) return 'good';
  return breaking === orders ? 'bad' : 'open';
}
