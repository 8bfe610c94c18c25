/**
 * The sessions that wait for each other in a circle, sorted, or undefined when there is no circle.
 * `waitsFor` says for each session which sessions it waits for.
 */
export function findCycle<Name extends string | number>(
  waitsFor: ReadonlyMap<Name, readonly Name[]>,
): Name[] | undefined {
  for (const start of waitsFor.keys()) {
    const reached = new Set<Name>();
    const open = [...(waitsFor.get(start) ?? [])];
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
      if (reached.has(name)) continue;
      reached.add(name);
      open.push(...(waitsFor.get(name) ?? []));
    }
    if (!reached.has(start)) continue;
    const reachesBack = (name: Name, seen = new Set<Name>()): boolean =>
      (waitsFor.get(name) ?? []).some(
        (next) => next === start || (!seen.has(next) && reachesBack(next, seen.add(next))),
      );
    return [start, ...[...reached].filter((name) => name !== start && reachesBack(name))].toSorted(
      (one, other) => (one < other ? -1 : 1),
    );
  }
  return undefined;
}
