import { createHash } from 'node:crypto';
import { relative } from 'node:path';
import type { CourseStep } from '@workbook/course';
import { JobFailed } from '@workbook/judge';
import { stageText } from '../attempt/stage-text.ts';
import type { StepFinding } from '../json/proof.ts';
import { type AttemptResult, judgeAttempt, racesToPrevent } from '../judging/judge-attempt.ts';
import { isWrongAlone } from '../judging/judge-races.ts';
import type { Workshop } from '../judging/workshop.ts';
import { problemOf } from '../usage/problems.ts';
import { type AttemptFiles, writeAttempts } from './proof-files.ts';

/** An attempt that is to be judged. */
export interface AttemptToJudge {
  readonly step: CourseStep;
  readonly files: AttemptFiles;
}

/**
 * Judges attempts in a temporary folder, one after the other, as `workbook test` would. Code that cannot
 * be judged is a finding too; that a server is missing is thrown.
 */
export async function judgeFiles(
  course: readonly CourseStep[],
  attempts: readonly AttemptToJudge[],
  { pool }: Pick<Workshop, 'pool'>,
  onProgress: (sentence: string) => void,
): Promise<readonly StepFinding[]> {
  const steps = attempts.map(({ step, files }) => ({ step: step.number, files }));
  await using written = await writeAttempts(steps);
  const findings: StepFinding[] = [];
  for (const { step, files } of attempts) {
    const path = written.fileOf(step.number);
    const races = racesToPrevent(course, step).length;
    const job = { course, step, file: { path, shown: path }, version: versionOf(files) };
    try {
      const found = await judgeAttempt(job, pool, (now) =>
        onProgress(`step ${step.number}: ${stageText(now)}`),
      );
      findings.push(findingOf(step, found));
    } catch (error) {
      if (!(error instanceof JobFailed)) throw error;
      const { kind, message } = problemOf(error);
      const shown = namedAsAttempt(message, written.folder);
      findings.push(nothingFound(step, { kind, message: shown }, races));
    }
  }
  return findings;
}

function findingOf({ number }: CourseStep, found: AttemptResult): StepFinding {
  const { verdict, races, tasks, failing } = found;
  // How far those after the first failure have come depends on which judge was faster.
  const results = failing
    ? found.results.slice(0, found.results.indexOf(failing) + 1)
    : found.results;
  const verdicts = results.map(({ report }) => report?.exploration.verdict ?? 'inconclusive');
  const count = (wanted: string) => verdicts.filter((one) => one === wanted).length;
  // Where it is red, the others were not run to their end.
  const inconclusive = verdict === 'red' ? 0 : count('inconclusive');
  const settled = count('prevented') + count('possible') + inconclusive;
  const first = failing?.report?.exploration.first;
  const sum = (of: (exploration: { possible: number; run: number; verdict: string }) => number) =>
    results.reduce((all, { report }) => all + (report ? of(report.exploration) : 0), 0);
  return {
    step: number,
    verdict,
    races: {
      prevented: count('prevented'),
      possible: count('possible'),
      inconclusive,
      notRun: races.length - settled,
    },
    orders: sum(({ possible, verdict: one }) => (one === 'prevented' ? possible : 0)),
    runs: sum(({ run }) => run),
    tasks,
    failing:
      failing && first
        ? {
            race: failing.race.id,
            schedule: first.text,
            violation: first.violation ?? '',
            wrongAlone: isWrongAlone(failing),
          }
        : null,
    problem: null,
  };
}

/** What is said of code that cannot be judged, or that does not do the same thing twice. */
function nothingFound(
  { number }: CourseStep,
  problem: NonNullable<StepFinding['problem']>,
  races: number,
): StepFinding {
  return {
    step: number,
    verdict: problem.kind === 'not-reproducible' ? 'inconclusive' : 'broken',
    races: { prevented: 0, possible: 0, inconclusive: 0, notRun: races },
    orders: 0,
    runs: 0,
    tasks: [],
    failing: null,
    problem,
  };
}

/** `steps/06/attempt/accounts.ts` for a file of the temporary folder. */
function namedAsAttempt(message: string, folder: string): string {
  const fromHere = relative(process.cwd(), folder);
  return [folder, fromHere]
    .filter((path) => path !== '')
    .reduce((text, path) => text.replaceAll(`${path}/`, 'steps/'), message)
    .replace(/\bsteps\/(\d\d)\//g, 'steps/$1/attempt/');
}

/** Judges forget what they know of another version. */
function versionOf(files: AttemptFiles): string {
  return createHash('sha256').update(JSON.stringify(files)).digest('hex').slice(0, 16);
}
