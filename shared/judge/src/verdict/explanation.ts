import type { Race } from '@workbook/course';
import { type Exchange, type FinalAccounts, markedAnswer, shortAccount } from './history.ts';
import { apply, type Circumstances, expectedOf, explain } from './linearizability.ts';
import { isFinal, modelOf } from './model.ts';
import type { RaceDetail } from './race-detail.ts';

/** The requests of a run in some one-at-a-time order, and what contradicts it, in one sentence; absent where it fits. */
export interface OneAtATime {
  readonly order: readonly Exchange[];
  readonly because?: string;
}

/** More orders than these are too many to read. */
const mostOrders = 24;

/**
 * The one-at-a-time order of the requests that explains their answers together with the end; or, where there is none,
 * every order with what contradicts it. Nothing where the end is not known, or where there are too many orders to be told.
 */
export function oneAtATime(
  { mayGiveUp = false, rules = [] }: Pick<Race, 'mayGiveUp' | 'rules'>,
  { beginning, exchanges, final }: RaceDetail,
): readonly OneAtATime[] {
  if (!final) return [];
  const circumstances = { beginning, mayGiveUp, rules };
  const fitting = explain(circumstances, exchanges, final);
  if (fitting) return [{ order: fitting.map((i) => exchanges[i] as Exchange) }];
  const orders = ordersOf(exchanges);
  if (orders.length > mostOrders) return [];
  return orders.map((order) => ({
    order,
    because: contradiction(order, circumstances, final),
  }));
}

/** In every order that keeps each client's own. */
function ordersOf(exchanges: readonly Exchange[]): Exchange[][] {
  if (exchanges.length === 0) return [[]];
  const clients = [...new Set(exchanges.map(({ client }) => client))].sort();
  return clients.flatMap((client) => {
    const first = exchanges.find((one) => one.client === client) as Exchange;
    return ordersOf(exchanges.filter((one) => one !== first)).map((rest) => [first, ...rest]);
  });
}

/** The first thing that does not fit, when the requests come in this order. */
function contradiction(
  order: readonly Exchange[],
  circumstances: Circumstances,
  final: FinalAccounts,
): string {
  const history = { ...circumstances, exchanges: order, final };
  let model = modelOf(circumstances.beginning);
  for (const [i, exchange] of order.entries()) {
    const { client, label, answer, calledAt } = exchange;
    const earlier = order
      .slice(i + 1)
      .find(({ answeredAt }) => answeredAt !== undefined && answeredAt < calledAt);
    if (earlier)
      return `${earlier.client} had its answer to "${earlier.label}" before ${client} asked for "${label}"`;
    const [after] = apply(model, exchange, history);
    if (!after && !answer) return `"${label}" could not have been done`;
    if (!after)
      return `${client} would have been answered ${expectedOf(model, exchange, history)}, and was answered ${markedAnswer(answer)}`;
    model = after;
  }
  const balances = [...model.balances].map(([owner, balance]) => `${owner} ${balance}`).join(', ');
  const held = final.map(shortAccount).join(', ');
  if (isFinal(model, final)) return 'a request without an answer may have been done or not';
  return `the accounts would hold ${balances || 'nothing'}, and hold ${held || 'nothing'}`;
}
