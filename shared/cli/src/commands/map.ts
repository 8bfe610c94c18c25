import { loadCourse, partsOf } from '@workbook/course';
import type { CourseMap } from '../json/map.ts';
import { printJson } from '../json/print-json.ts';
import { withWorkshop } from '../judging/workshop.ts';
import { mapText } from '../map/map-text.ts';
import { type MapPlan, mapPlan, measureMap } from '../map/measure-map.ts';
import { counted, duration } from '../text/format.ts';
import { print } from '../text/print.ts';
import { progressLine } from '../text/progress-line.ts';
import { raceNamed, stepNamed } from '../usage/arguments.ts';
import { type ExitCode, exitCodes } from '../usage/exit-codes.ts';

/** The options of `workbook map`. */
export interface MapOptions {
  readonly json?: boolean;
  /** Ids or names; all races when absent. */
  readonly race?: readonly string[];
  /** Numbers; all steps when absent. */
  readonly step?: readonly string[];
}

/** Measures the course map and prints it. Inconclusive when one of its cells is. */
export async function mapCommand(options: MapOptions): Promise<ExitCode> {
  const map = await measure(await planOf(options));
  if (options.json) printJson(map);
  else print(mapText(map, process.stdout.columns));
  const open = map.races.some(({ cells }) =>
    cells.some(({ verdict }) => verdict === 'inconclusive'),
  );
  return open ? exitCodes.inconclusive : exitCodes.green;
}

async function planOf({ step = [], race = [] }: MapOptions): Promise<MapPlan> {
  const course = await loadCourse();
  const steps = step.map((text) => stepNamed(course, text));
  const wanted = race.map((text) => raceNamed(course, text));
  return mapPlan(partsOf(course), {
    step: (one) => steps.length === 0 || steps.includes(one),
    race: (one) => wanted.length === 0 || wanted.includes(one),
  });
}

async function measure(plan: MapPlan): Promise<CourseMap> {
  using progress = progressLine();
  progress.show('starting the servers');
  const startMs = performance.now();
  const elapsed = () => duration(performance.now() - startMs);
  return await withWorkshop(
    plan.flatMap(({ steps }) => steps),
    progress.show,
    async ({ pool, environment }) => {
      const measured = await measureMap(plan, pool, ({ cell, cells, race, step, runs }) => {
        progress.show(
          `${cell} of ${cells}: ${race} on step ${step} · ${counted(runs, 'run')} · ${elapsed()}`,
        );
      });
      const durationMs = Math.round(performance.now() - startMs);
      return { format: 1, environment, ...measured, durationMs } as const;
    },
  );
}
