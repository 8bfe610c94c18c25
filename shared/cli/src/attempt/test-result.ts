import type { CourseStep } from '@workbook/course';
import { memorySearchOf } from '../json/check.ts';
import type { Environment } from '../json/environment.ts';
import type { TestResult } from '../json/test.ts';
import { checkedRace, pictureOf } from '../judging/checked-race.ts';
import type { AttemptResult } from '../judging/judge-attempt.ts';
import type { JudgedFile } from '../usage/arguments.ts';

/** What was found in an attempt, as the documented fields. */
export function testResultOf(
  found: AttemptResult,
  step: CourseStep,
  file: JudgedFile,
  environment: Environment,
): TestResult {
  const { verdict, results, failing, races, tasks, durationMs } = found;
  // When a race fails, or a task, those that were stopped have no verdict; they are named, and not counted.
  const settled = results.filter(
    ({ report, refusal }) =>
      refusal !== undefined || verdict !== 'red' || report?.exploration.verdict !== 'inconclusive',
  );
  const run = new Set(settled.map(({ race }) => race));
  return {
    format: 1,
    environment,
    step: step.number,
    file: file.shown,
    verdict,
    races: settled.map(checkedRace),
    tasks,
    memory: memorySearchOf(found.kept),
    failing: failing?.race.id ?? null,
    notRun: races.filter((race) => !run.has(race)).map(({ id }) => id),
    picture: failing ? pictureOf(failing, step, { file: file.shown }, file.path) : null,
    durationMs,
  };
}
