import { type CourseStep, loadCourse } from '@workbook/course';
import { attemptFile, stepOrCurrent } from '../attempt/current-attempt.ts';
import { versionOf } from '../attempt/files.ts';
import { lastFailure, rememberVerdict } from '../attempt/progress.ts';
import { stageText } from '../attempt/stage-text.ts';
import { testResultOf } from '../attempt/test-result.ts';
import { testText } from '../attempt/test-text.ts';
import { printJson } from '../json/print-json.ts';
import type { TestResult } from '../json/test.ts';
import { judgeAttempt } from '../judging/judge-attempt.ts';
import { withWorkshop } from '../judging/workshop.ts';
import { counted } from '../text/format.ts';
import { print } from '../text/print.ts';
import { progressLine } from '../text/progress-line.ts';
import { type ExitCode, exitCodes } from '../usage/exit-codes.ts';
import { pageOfResult } from '../web/page-line.ts';

/** The options of `workbook test`. */
export interface TestOptions {
  readonly json?: boolean;
}

/** Judges the attempt at a step, and says what was found by its exit code. */
export async function testCommand(stepText?: string, options: TestOptions = {}): Promise<ExitCode> {
  const course = await loadCourse();
  const result = await test(course, stepText);
  if (options.json) printJson(result);
  else print(`${testText(course, result)}${await pageOfResult(course, result)}`);
  return exitCodes[result.verdict];
}

async function test(course: readonly CourseStep[], stepText?: string): Promise<TestResult> {
  const step = stepOrCurrent(course, stepText);
  const file = attemptFile(step);
  const version = await versionOf(step);
  using progress = progressLine();
  progress.show('starting the servers');
  return await withWorkshop([step], progress.show, async ({ pool, environment }) => {
    const failedLast = lastFailure(course, step);
    const job = { course, step, file, version, ...(failedLast && { failedLast }) };
    const found = await judgeAttempt(job, pool, (now) =>
      progress.show(`${stageText(now)} · ${counted(now.runs, 'run')}`),
    );
    rememberVerdict(course, step, {
      version,
      verdict: found.verdict,
      failing: found.failing?.race.id,
      there: await versionOf(step),
    });
    return testResultOf(found, step, file, environment);
  });
}
