import type { End, Recording } from '@workbook/recording';

/** A way in which a race ends: what the clients are answered, and what the accounts hold then. */
export interface Ending extends Pick<End, 'answers' | 'accounts'> {
  readonly breaks: boolean;
  /** In how many orders it ends like this. */
  readonly orders: number;
  /** The positions at which it has ended like this. */
  readonly positions: readonly number[];
}

/** Every way in which a race can end: first those that break it, the most frequent first. */
export function endingsOf({ positions, ends }: Recording): readonly Ending[] {
  const ways = positions.map((_, at): number => (at === 0 ? 1 : 0));
  const found = new Map<string, Ending>();
  positions.forEach(({ next, end }, at) => {
    const orders = ways[at] ?? 0;
    for (const [, to] of next) ways[to] = (ways[to] ?? 0) + orders;
    const { answers, accounts, violation } = ends[end ?? -1] ?? {};
    if (!answers) return;
    const breaks = violation !== undefined;
    const key = JSON.stringify([breaks, answers, accounts]);
    const same = found.get(key);
    found.set(key, {
      answers,
      ...(accounts && { accounts }),
      breaks,
      orders: orders + (same?.orders ?? 0),
      positions: [...(same?.positions ?? []), at],
    });
  });
  return [...found.values()].sort(
    (a, b) => Number(b.breaks) - Number(a.breaks) || b.orders - a.orders,
  );
}
