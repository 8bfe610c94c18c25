import { loadCourse } from '@workbook/course';
import { attemptFile, stepOrCurrent } from '../attempt/current-attempt.ts';
import { versionOf } from '../attempt/files.ts';
import { judgeAttempt } from '../attempt/judge-attempt.ts';
import { testResultOf } from '../attempt/test-result.ts';
import { testText } from '../attempt/test-text.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { print, printJson } from '../output.ts';
import { rememberVerdict } from '../progress.ts';
import { progressLine } from '../progress-line.ts';
import type { TestResult } from '../results.ts';
import { withSession } from '../session.ts';
import { counted } from '../words.ts';

export interface TestOptions {
  readonly json?: boolean;
  readonly watch?: boolean;
}

/** Judges the attempt at a step, and says what was found by its exit code. */
export async function testCommand(stepText?: string, options: TestOptions = {}): Promise<ExitCode> {
  if (options.watch) {
    const { watchCommand } = await import('./watch.ts');
    return await watchCommand(stepText, options);
  }
  const result = await test(stepText);
  if (options.json) printJson(result);
  else print(testText(result));
  return exitCodes[result.verdict];
}

async function test(stepText?: string): Promise<TestResult> {
  const course = await loadCourse();
  const step = stepOrCurrent(course, stepText);
  const file = attemptFile(step);
  const version = await versionOf(step);
  using progress = progressLine();
  progress.show('starting the servers');
  return await withSession([step], progress.show, async ({ pool, environment }) => {
    const found = await judgeAttempt({ course, step, file, version }, pool, (now) =>
      progress.show(`${now.done} races prevented · ${now.race} · ${counted(now.runs, 'run')}`),
    );
    rememberVerdict(course, step, version, found.verdict);
    return testResultOf(found, step, file, environment);
  });
}
