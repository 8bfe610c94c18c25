import type { Permutation, Spec } from './spec.ts';

/** How many orders are generated at most for a specification that lists none. */
export const maxGenerated = 1000;

/**
 * The orders in which a specification is run: those that it lists, else every order of its
 * sessions' steps, as `isolationtester` generates them. Undefined when these are more than
 * `maxGenerated`.
 */
export function permutationsOf(spec: Spec): readonly Permutation[] | undefined {
  if (spec.permutations.length > 0) return spec.permutations;
  return ordersOf(spec) > maxGenerated
    ? undefined
    : generate(
        spec,
        spec.sessions.map(() => 0),
      );
}

function generate(spec: Spec, done: readonly number[]): Permutation[] {
  const longer = spec.sessions.flatMap(({ steps }, session) => {
    const step = steps[done[session] ?? 0];
    if (!step) return [];
    const rest = generate(spec, done.with(session, (done[session] ?? 0) + 1));
    return rest.map((order) => [{ step, markers: [] }, ...order]);
  });
  return longer.length > 0 ? longer : [[]];
}

function ordersOf({ sessions }: Spec): number {
  let orders = 1;
  let total = 0;
  for (const { steps } of sessions) {
    for (let i = 1; i <= steps.length; i += 1) {
      total += 1;
      orders = (orders * total) / i;
    }
  }
  return orders;
}
