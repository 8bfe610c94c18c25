/**
 * The clients that wait for each other in a circle, sorted, or undefined when there is no circle.
 * `waits` says for each client which clients it waits for.
 *
 * A client that waits for another session of its own is not in a deadlock that PostgreSQL would
 * see: it waits for good.
 */
export function findCycle(waits: ReadonlyMap<string, readonly string[]>): string[] | undefined {
  const waitsFor = new Map(
    [...waits].map(([name, holders]) => [name, holders.filter((holder) => holder !== name)]),
  );
  for (const start of waitsFor.keys()) {
    const reached = new Set<string>();
    const open = [...(waitsFor.get(start) ?? [])];
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
      if (reached.has(name)) continue;
      reached.add(name);
      open.push(...(waitsFor.get(name) ?? []));
    }
    if (!reached.has(start)) continue;
    const reachesBack = (name: string, seen = new Set<string>()): boolean =>
      (waitsFor.get(name) ?? []).some(
        (next) => next === start || (!seen.has(next) && reachesBack(next, seen.add(next))),
      );
    return [start, ...[...reached].filter((name) => name !== start && reachesBack(name))].sort();
  }
  return undefined;
}
