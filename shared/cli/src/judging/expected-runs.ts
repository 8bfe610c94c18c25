import type { CourseStep, Race } from '@workbook/course';
import type { CourseMap } from '../json/map.ts';
import measured from './runs.json' with { type: 'json' };

/** How many runs each race takes on the finished code of a step that prevents it: by step, then by race. */
export type RunsByStep = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** What `map` says of it. */
export function runsIn({ steps, races }: Pick<CourseMap, 'steps' | 'races'>): RunsByStep {
  return Object.fromEntries(
    steps.map(({ number }) => [
      number,
      Object.fromEntries(
        races.flatMap(({ id, cells }) =>
          cells
            .filter(({ step, verdict }) => step === number && verdict === 'prevented')
            .map(({ runs }) => [id, runs]),
        ),
      ),
    ]),
  );
}

/** How many runs `race` takes on the finished code of `step`; what is not in the map takes few. */
export function expectedRuns({ number }: CourseStep, { id }: Race): number {
  return (measured as RunsByStep)[number]?.[id] ?? 1;
}
