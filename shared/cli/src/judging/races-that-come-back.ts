import type { CourseStep, Race } from '@workbook/course';
import type { JudgePool } from '@workbook/judge';
import type { BrokenProtection } from '../json/break.ts';
import { pictureOf } from './checked-race.ts';
import { fails, judgeRaces } from './judge-races.ts';

type ComeBack = Pick<BrokenProtection, 'comeBack' | 'stillPrevented' | 'picture'>;

/** More runs than any race needs that comes back; a race that is still prevented may need far more. */
const enoughRuns = 2000;

/**
 * Judges a step that is one protection short by each race, up to the first order that fails in each.
 * Code that does not do the same thing twice shows nothing either way.
 * Throws `JobFailed` when the changed step cannot be judged.
 */
export async function racesThatComeBack(
  races: readonly Race[],
  step: CourseStep,
  file: string,
  without: string,
  judges: Pick<JudgePool, 'judge'>,
): Promise<ComeBack> {
  const bounds = { maxRuns: enoughRuns };
  const results = await judgeRaces(races, { step, file }, judges, { boundsOf: () => bounds });
  const failing = results.filter(fails);
  const [first] = failing;
  return {
    comeBack: failing.flatMap(({ race: { id, name }, report }) => {
      const run = report?.exploration.first;
      if (!run) return [];
      const { text, violation = '' } = run;
      const runs = report.exploration.run;
      return [{ id, name, shortestFailingSchedule: text, violation, runs }];
    }),
    stillPrevented: results.filter((result) => !fails(result)).map(({ race }) => race.id),
    picture: first ? pictureOf(first, step, { without }) : null,
  };
}
