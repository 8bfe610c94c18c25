import { placesOfSetUpTimers } from '../control/set-up-timers.ts';
import { seenIn } from '../model/likeness.ts';
import type { ExploreOptions } from '../model/options.ts';
import type { Move } from '../model/schedule.ts';
import { caveatsOf, caveatsOfSetUp } from './caveats.ts';
import type { Finding } from './finding.ts';
import { orderOf } from './partial-order.ts';
import { type InOrder, mayBeReordered } from './plan.ts';

/** What is found in a run, with what a search counts of it in each order of its turns. */
export function allCounted(
  found: Omit<Finding, keyof Counts>,
  inOrders: readonly InOrder<unknown>[],
  options: ExploreOptions,
): Finding | undefined {
  const setUp = caveatsOfSetUp(placesOfSetUpTimers());
  const [own, ...others] = inOrders.map((one) => ({ ...found, ...countedIn(one, setUp, options) }));
  return own && { ...own, alike: others.map((one) => ({ ...one, found: [], met: [] })) };
}

/** What a search counts of a run, in one order of its turns; `setUp` is what the set-up leaves untried in all of them. */
function countedIn(
  { record, judged }: InOrder<unknown>,
  setUp: readonly string[],
  options: ExploreOptions,
): Counts {
  const order = orderOf(record, options);
  const impossible = new Map<string, number>();
  const orders = order.count(impossible);
  const { text, outcome, violation } = judged;
  const { schedule, turns } = record;
  const caveats = [...caveatsOf(record), ...setUp];
  const counted = {
    ...{ text, outcome, orders, repeated: false, impossible: [...impossible] },
    ...{ moves: schedule, seen: turns.map(seenIn), caveats },
    ...(options.keepsRuns && { whole: judged }),
  };
  if (violation === undefined) return counted;
  if (!mayBeReordered(record)) return { ...counted, violation };
  return { ...counted, violation, easiest: order.easiest().map((i) => schedule[i] as Move) };
}

type Counts = Omit<Finding, 'ending' | 'idle' | 'failed' | 'found' | 'met' | 'alike' | 'learnt'>;
