import { type Finding, holds, open } from './behaviour.ts';
import { closesAll, noGate, refusesBehind, startBehindGate } from './connections.ts';
import { keepsLargeBalances, leavesTablesAlone, seesOtherInstances } from './database.ts';
import type { Ground } from './ground.ts';

/**
 * What the step that first had a database asks for one by one, all on one start-up of two instances: a later step
 * must not lose it. The order matters, as the first instance ends without a database, and the second is closed.
 */
export async function storesAsBefore(ground: Ground): Promise<Finding> {
  const behindGate = await startBehindGate(ground);
  const here = behindGate?.service ?? (await ground.start());
  const there = await ground.start();
  const looks: readonly (() => Promise<Finding>)[] = [
    () => keepsLargeBalances(here),
    () => seesOtherInstances(here, there),
    () => leavesTablesAlone(ground, there),
    ...(behindGate
      ? [() => refusesBehind(ground, behindGate), () => closesAll(ground, there)]
      : [async () => open(noGate)]),
  ];
  for (const look of looks) {
    const finding = await look();
    if (finding.verdict !== 'holds') return finding;
  }
  return holds;
}
