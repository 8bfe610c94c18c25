import type { CourseStep, Race } from '@workbook/course';
import type { JudgePool } from '@workbook/judge';
import { expectedRuns } from './expected-runs.ts';
import { firstRunsOf } from './first-runs.ts';
import {
  type Bounds,
  fails,
  type JudgedCode,
  judgeRaces,
  passes,
  type RaceProgress,
  type RaceResult,
} from './judge-races.ts';

/** What was found of each race, and how long it took until it was likely that none fails. */
export interface JudgedWhole {
  /** In the order in which the races were given. */
  readonly results: readonly RaceResult[];
  /** Milliseconds until every race had passed its first orders; null where one fails in them, or has no verdict. */
  readonly probablyGreenMs: number | null;
}

/** Who is told, while code is judged. */
export interface Listeners {
  readonly onProgress?: (progress: RaceProgress) => void;
  /** Called when every race has passed its first orders: what the judges are asked for then comes before all others. */
  readonly onLikely?: () => void;
}

/**
 * Judges code by all of `races`, each to its end: first a little of every one, and then, where nothing has failed, the
 * rest. The second round goes on where the first has stopped, so that no run is made twice. `bounds` go for both.
 *
 * Throws what `judgeRaces` throws.
 */
export async function judgeWhole(
  races: readonly Race[],
  code: JudgedCode & { readonly step: CourseStep },
  judges: Pick<JudgePool, 'judge'>,
  bounds: Pick<Bounds, 'stateless'>,
  { onProgress = () => {}, onLikely = () => {} }: Listeners = {},
): Promise<JudgedWhole> {
  const startMs = performance.now();
  const first = await judgeRaces(races, code, judges, {
    boundsOf: (race) => ({ ...bounds, maxRuns: firstRunsOf(code.step, race) }),
    onProgress: (progress) => onProgress({ ...progress, done: 0 }),
  });
  const isLikely = first.every((result) => result.report !== undefined && !fails(result));
  if (isLikely) onLikely();
  const probablyGreenMs = isLikely ? Math.round(performance.now() - startMs) : null;
  // What could not be run, and is settled by a race before it, is not asked again without that one.
  const isOpen = (result: RaceResult) =>
    result.report !== undefined && !passes(result) && !fails(result);
  const open = new Map(first.filter(isOpen).map(({ race, report }) => [race, report]));
  const rest = await judgeRaces([...open.keys()], code, judges, {
    boundsOf: (race) => {
      const goOnFrom = open.get(race)?.exploration.unfinished;
      return { ...bounds, ...(goOnFrom && { goOnFrom }) };
    },
    lengthOf: (race) => expectedRuns(code.step, race),
    onProgress: (progress) =>
      onProgress({ ...progress, done: first.length - open.size + progress.done }),
  });
  const found = new Map(rest.map((result) => [result.race, result]));
  return { results: first.map((result) => found.get(result.race) ?? result), probablyGreenMs };
}
