import { readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { type CourseStep, type Part, projectFolder, type Race } from '@workbook/course';
import { JobFailed, type JudgePool } from '@workbook/judge';
import type { Cell, CourseMap, MappedRace, MappedStep } from '../json/map.ts';
import { noVerdict, raceVerdictOf } from '../json/race-verdict.ts';

/** How far the measuring of a map has come. */
export interface MapProgress {
  /** Cells that are begun or done, and all of them. */
  readonly cell: number;
  readonly cells: number;
  /** What was begun last, or is being run. */
  readonly race: string;
  readonly step: string;
  /** Runs so far, of all cells. */
  readonly runs: number;
}

/** A race that is known to be possible is not run more often than this for the sake of its counts. */
const enoughRuns = 250;

/** What a map is to cover: tables of races and steps. */
export type MapPlan = readonly Part[];

/**
 * The parts of the course, as far as they are of these steps and races. A table has no row all of whose
 * cells are in an earlier one.
 */
export function mapPlan(
  parts: readonly Part[],
  isWanted: { step(step: CourseStep): boolean; race(race: Race): boolean },
): MapPlan {
  const planned = new Set<string>();
  return parts.flatMap((part) => {
    const steps = part.steps.filter((step) => isWanted.step(step));
    const cellsOf = ({ id }: Race) => steps.map(({ number }) => `${number}/${id}`);
    const races = part.races.filter(
      (race) => isWanted.race(race) && cellsOf(race).some((cell) => !planned.has(cell)),
    );
    for (const cell of races.flatMap(cellsOf)) planned.add(cell);
    return races.length === 0 ? [] : [{ steps, races }];
  });
}

/**
 * Judges every race of each table of `plan` on the finished code of every step of it, in all orders.
 * Throws `JobFailed` when a finished step does not load.
 */
export async function measureMap(
  plan: MapPlan,
  pool: Pick<JudgePool, 'judge'>,
  onProgress: (progress: MapProgress) => void,
): Promise<Pick<CourseMap, 'steps' | 'races' | 'parts'>> {
  const steps = [...new Set(plan.flatMap((part) => part.steps))];
  const races = [...new Set(plan.flatMap((part) => part.races))];
  const stepsOf = (race: Race) =>
    steps.filter((step) =>
      plan.some((part) => part.steps.includes(step) && part.races.includes(race)),
    );
  const cells = races.flatMap(stepsOf).length;
  const runs: number[] = [];
  let cell = 0;
  const measure = async (race: Race, step: CourseStep): Promise<Cell> => {
    let index: number | undefined;
    const tell = (run: number) => {
      index ??= cell++;
      runs[index] = run;
      const total = runs.reduce((sum, one) => sum + one, 0);
      onProgress({ cell, cells, race: race.name, step: step.number, runs: total });
    };
    const job = { race: race.id, step: step.number, file: step.file, options: { enoughRuns } };
    const measured = await pool
      .judge(job, ({ run }) => tell(run))
      .then(raceVerdictOf, withoutVerdict);
    tell(measured.runs);
    return { step: step.number, ends: false, ...measured };
  };
  // All are asked for at once, so that the first failure ends it and no other one goes unheard.
  const rows = await Promise.all(
    races.map(async (race) =>
      mappedRace(race, steps, await Promise.all(stepsOf(race).map((step) => measure(race, step)))),
    ),
  );
  const parts = plan.map((part) => ({
    steps: part.steps.map(({ number }) => number),
    races: part.races.map(({ id }) => id),
  }));
  return { steps: await Promise.all(steps.map(mappedStep)), races: rows, parts };
}

/** A race that cannot be judged on one step leaves a hole in the map; a step that does not load ends it. */
function withoutVerdict(error: unknown) {
  if (!(error instanceof JobFailed) || error.kind === 'cannot-load') throw error;
  return noVerdict(error.message);
}

function mappedRace(race: Race, steps: readonly CourseStep[], cells: readonly Cell[]): MappedRace {
  const end = cells.find((cell) => cell.verdict === 'prevented');
  return {
    id: race.id,
    name: race.name,
    anomaly: race.anomaly,
    question: race.question,
    instances: race.instances,
    clients: Object.keys(race.clients),
    ofStep: steps.find(({ races }) => races.includes(race))?.number ?? null,
    cells: cells.map((cell) => ({ ...cell, ends: cell === end })),
  };
}

async function mappedStep({ number, folder }: CourseStep): Promise<MappedStep> {
  const file = join(folder, 'README.md');
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return { number, title: null, lesson: null };
  const title = /^# (?:Step \d+: )?(.+)$/m.exec(text)?.[1] ?? null;
  return { number, title, lesson: relative(projectFolder, file) };
}
