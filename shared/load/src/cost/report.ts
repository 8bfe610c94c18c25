import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectFolder } from '@workbook/course';

/** What clients do. All changes but transfers are deposits, which no screening slows down. */
export const workloads = {
  hot: 'one hot account',
  spread: '100 accounts',
  transfers: 'transfers between 100 accounts',
  reads: '90 % reads of 100 accounts',
} as const;

/** A load by its short name, as the `cost` blocks of lessons use it. */
export type Workload = keyof typeof workloads;

/** What serves: a step's own processes, or `pg` alone with nothing around it. */
export const limits = {
  'pg-transaction': 'the SQL of step 06, by `pg` alone',
  'pg-statement': 'one statement, by `pg` alone',
} as const;

/** A limit by its short name, in the place of a step's number. */
export type Limit = keyof typeof limits;

/** One cell of the measurement. Latencies are of all answers, refusals too. */
export interface CostFigure {
  /** A step's number, or a limit. */
  readonly of: string;
  readonly processes: 1 | 2;
  readonly workload: Workload;
  readonly connections: number;
  /** Requests that were done, for each second: the median of the rounds. */
  readonly perSecond: number;
  /** Of all rounds together. */
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Of all answers: 409, 412 and 503. */
  readonly refusedShare: number;
  /** Transactions that were rolled back, for each answer; `null` where there is no database. */
  readonly rollbackShare: number | null;
  /** Of the sessions at work in the database, those that wait for a lock there. */
  readonly lockWaitShare: number | null;
}

/** The time of one request, alone, for each number of accounts: the median. */
export interface GrowthFigure {
  readonly accounts: number;
  /** A step's number, or a step that lacks something: `09 without its index`. */
  readonly of: string;
  readonly p50Ms: number;
}

/** All that `npm run bench:steps` has measured: what `docs/cost.json` holds. */
export interface CostReport {
  readonly format: 1;
  /** `2026-11-21`. */
  readonly date: string;
  readonly machine: {
    readonly cpu: string;
    readonly cores: number;
    readonly memoryGib: number;
    readonly system: string;
    /** How busy it was before the measurement began: the average of a minute. */
    readonly loadBefore: number;
  };
  readonly versions: {
    readonly node: string;
    readonly postgresql: string;
    readonly redis: string;
  };
  readonly rounds: number;
  readonly sliceMs: number;
  readonly figures: readonly CostFigure[];
  readonly growth: readonly GrowthFigure[];
  /**
   * The same of a report on one owner, with the index that finds an owner's accounts and without it.
   * Absent in what was measured before there was such a report.
   */
  readonly lookUp?: readonly GrowthFigure[];
}

/** Where the figures are kept that pages and lessons show. */
export const costFile = join(projectFolder, 'docs/cost.json');

/** What was measured last. Throws when nothing was measured yet. */
export async function readCost(): Promise<CostReport> {
  return JSON.parse(await readFile(costFile, 'utf8'));
}

/** The figure of one cell, or nothing where it was not measured. */
export function figureOf(
  { figures }: CostReport,
  cell: Pick<CostFigure, 'of' | 'processes' | 'workload' | 'connections'>,
): CostFigure | undefined {
  return figures.find(
    (figure) =>
      figure.of === cell.of &&
      figure.processes === cell.processes &&
      figure.workload === cell.workload &&
      figure.connections === cell.connections,
  );
}
