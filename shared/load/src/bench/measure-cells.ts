import { setTimeout as delay } from 'node:timers/promises';
import type { CostFigure } from '../cost/report.ts';
import { type BenchSize, type Cell, cellsOf } from './cells.ts';
import { countersLagMs, type DatabaseWatch, type LockWaits } from './database-watch.ts';
import type { Lane } from './lanes.ts';
import type { Slice } from './slice.ts';
import { Tally } from './tally.ts';

/** A slice whose rollbacks the database has not reported yet. */
interface Untold {
  readonly tally: Tally;
  readonly rollbacksBefore: number;
  readonly endedMs: number;
}

/** Node compiles what runs often, so the first thousand requests of a process are slow. */
export async function warmUp(lanes: readonly Lane[], { sliceMs, warmUpMs }: BenchSize) {
  for (const lane of lanes)
    for (const workload of ['spread', 'reads'] as const)
      await lane.slice({ workload, connections: 64, warmUpMs, sliceMs });
}

/** Measures all cells, round after round. */
export async function measureCells(
  lanes: readonly Lane[],
  size: BenchSize,
  watch: DatabaseWatch,
  onProgress: (done: number, all: number) => void,
): Promise<CostFigure[]> {
  const cells = cellsOf(lanes, size).map((cell) => ({ ...cell, tally: new Tally() }));
  const untold = new Map<string, Untold>();
  for (let round = 0; round < size.rounds; round += 1)
    for (const [i, { tally, ...cell }] of cells.entries()) {
      onProgress(round * cells.length + i, size.rounds * cells.length);
      await measureSlice(cell, tally, size, watch, untold);
    }
  for (const database of untold.keys()) await hearRollbacks(database, watch, untold);
  return cells.map(({ lane: { of, processes }, workload, connections, tally }) => ({
    ...{ of, processes, workload, connections },
    ...tally.summary(),
  }));
}

async function measureSlice(
  { lane, workload, connections }: Cell,
  tally: Tally,
  { warmUpMs, sliceMs }: BenchSize,
  watch: DatabaseWatch,
  untold: Map<string, Untold>,
): Promise<void> {
  const { database } = lane;
  const options = { workload, connections, warmUpMs, sliceMs };
  if (!database) return tally.add(await lane.slice(options), sliceMs);
  const rollbacksBefore = await hearRollbacks(database, watch, untold);
  const [slice, waits]: [Slice, LockWaits] = await watch.duringLockWaits(
    database,
    lane.slice(options),
  );
  tally.add(slice, sliceMs, waits);
  untold.set(database, { tally, rollbacksBefore, endedMs: performance.now() });
}

/** Reads the counter of a database when it is complete, and gives the last slice its share. */
async function hearRollbacks(
  database: string,
  watch: DatabaseWatch,
  untold: ReadonlyMap<string, Untold>,
): Promise<number> {
  const last = untold.get(database);
  // The other lanes have mostly taken that long.
  if (last) await delay(Math.max(0, last.endedMs + countersLagMs - performance.now()));
  const rollbacks = await watch.rollbacks(database);
  last?.tally.addRollbacks(rollbacks - last.rollbacksBefore);
  return rollbacks;
}
