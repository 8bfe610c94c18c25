import { type Workload, workloads } from '../cost/report.ts';
import type { Lane } from './lanes.ts';

/** What a bench does, how often and how long. */
export interface BenchSize {
  readonly rounds: number;
  readonly sliceMs: number;
  readonly warmUpMs: number;
  readonly connections: readonly number[];
  readonly accounts: readonly number[];
}

/** What is published: about ten minutes. */
export const fullSize: BenchSize = {
  rounds: 3,
  sliceMs: 600,
  warmUpMs: 100,
  connections: [1, 8, 64],
  accounts: [1, 10, 100, 1_000, 10_000, 100_000],
};

/** For trying: a minute, and figures that mean little. */
export const quickSize: BenchSize = {
  rounds: 1,
  sliceMs: 250,
  warmUpMs: 100,
  connections: [1, 64],
  accounts: [1, 100, 10_000],
};

/** One lane under one load. */
export interface Cell {
  readonly lane: Lane;
  readonly workload: Workload;
  readonly connections: number;
}

/**
 * All cells of one round. Lanes take turns under each load, so that whatever slows the machine down
 * for a while slows them all. One connection reaches one process only, so two are not measured with
 * it.
 */
export function cellsOf(lanes: readonly Lane[], { connections }: BenchSize): Cell[] {
  return (Object.keys(workloads) as Workload[]).flatMap((workload) =>
    connections.flatMap((count) =>
      lanes
        .filter(({ processes }) => processes <= count)
        .map((lane) => ({ lane, workload, connections: count })),
    ),
  );
}
