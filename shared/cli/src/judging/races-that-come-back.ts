import { type CourseStep, JobFailed, picture, type Race, type Report } from '@workbook/race-test';
import type { BrokenProtection } from '../json/break.ts';
import { replayCommand } from '../text/replay-command.ts';
import type { Session } from './workshop.ts';

type ComeBack = Pick<BrokenProtection, 'comeBack' | 'stillPrevented' | 'picture'>;

/** More runs than any race needs that comes back; a race that is still prevented may need far more. */
const enoughRuns = 2000;

/**
 * Judges a step that is one protection short by each race, up to the first order that fails in each.
 * Throws `JobFailed` when the changed step is none that can be judged.
 */
export async function racesThatComeBack(
  pool: Pick<Session['pool'], 'judge'>,
  { number }: CourseStep,
  races: readonly Race[],
  file: string,
  without: string,
): Promise<ComeBack> {
  const judged: { race: Race; report: Report | undefined }[] = [];
  for (const race of races) {
    const options = { stopAtFirst: true, maxRuns: enoughRuns };
    const report = await pool
      .judge({ race: race.id, step: number, file, options })
      .catch((error: unknown) => noVerdict(error));
    judged.push({ race, report });
  }
  const comeBack = judged.flatMap(({ race: { id, name }, report }) => {
    const run = report?.exploration.first;
    if (!report || !run) return [];
    const { text, violation = '' } = run;
    const runs = report.exploration.run;
    return [{ id, name, shortestFailingSchedule: text, violation, runs }];
  });
  const [first] = judged.filter(({ report }) => report?.exploration.first);
  return {
    comeBack,
    stillPrevented: judged
      .filter(({ report }) => !report?.exploration.first)
      .map(({ race }) => race.id),
    picture: first?.report ? pictureOf(first.race, first.report, number, without) : null,
  };
}

/** Code that is one protection short may not do the same thing twice: that shows nothing either way. */
function noVerdict(error: unknown): undefined {
  if (error instanceof JobFailed && error.kind === 'not-reproducible') return undefined;
  throw error;
}

function pictureOf(
  race: Race,
  { exploration: { first } }: Report,
  step: string,
  without: string,
): BrokenProtection['picture'] {
  if (!first) return null;
  const command = replayCommand({ step, race: race.id, schedule: first.text, without });
  const text = picture(race, first, { replayCommand: command });
  return { race: race.id, schedule: first.text, text, replayCommand: command };
}
