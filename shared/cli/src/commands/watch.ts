import { loadCourse } from '@workbook/course';
import { attemptFile, stepOrCurrent } from '../attempt/current-attempt.ts';
import { followAttempt } from '../attempt/follow-attempt.ts';
import { stageText } from '../attempt/stage-text.ts';
import { testText } from '../attempt/test-text.ts';
import { printJson } from '../json/print-json.ts';
import type { ProblemResult } from '../json/problem.ts';
import { withWorkshop } from '../judging/workshop.ts';
import { print } from '../text/print.ts';
import { progressLine } from '../text/progress-line.ts';
import type { ExitCode } from '../usage/exit-codes.ts';
import { problemOf } from '../usage/problems.ts';
import { pageOfResult } from '../web/page-line.ts';

/** Judges the attempt now and after every save, and prints what is found, until it is interrupted. */
export async function watchCommand(
  stepText: string | undefined,
  { json }: { readonly json?: boolean },
): Promise<ExitCode> {
  const course = await loadCourse();
  const step = stepOrCurrent(course, stepText);
  attemptFile(step);
  using progress = progressLine();
  progress.show('starting the servers');
  return await withWorkshop([step], progress.show, async (workshop) => {
    await using _following = await followAttempt(course, step, workshop, {
      onSave: () => progress.show('judging: loading your code'),
      onProgress: (now) => progress.show(stageText(now)),
      onResult: (result) => {
        progress[Symbol.dispose]();
        if (json) printJson(result);
        else
          void pageOfResult(course, result).then((page) =>
            print(`${testText(course, result)}${page}\n`),
          );
      },
      onProblem: (error) => {
        progress[Symbol.dispose]();
        const { kind, message } = problemOf(error);
        if (json) printJson<ProblemResult>({ error: { kind, message } });
        else print(`workbook: ${message}\n`);
      },
    });
    // Only a signal ends it.
    return await new Promise<never>(() => {});
  });
}
