import { loadCourse } from '@workbook/course';
import { stepOrCurrent } from '../attempt/current-attempt.ts';
import { attemptOf, startingCode } from '../attempt/files.ts';
import { rememberStep } from '../attempt/progress.ts';
import { replaceAttempt } from '../attempt/replace.ts';
import { printJson } from '../json/print-json.ts';
import type { ResetResult } from '../json/reset.ts';
import { print } from '../text/print.ts';
import { shownPath } from '../usage/arguments.ts';
import { type ExitCode, exitCodes } from '../usage/exit-codes.ts';

/** Begins a step again. What was there is saved, and its place is printed. */
export async function resetCommand(
  stepText?: string,
  { json }: { readonly json?: boolean } = {},
): Promise<ExitCode> {
  const course = await loadCourse();
  const step = stepOrCurrent(course, stepText);
  const from = startingCode(course, step);
  const wasThere = attemptOf(step).there;
  const saved = await replaceAttempt(step, from);
  rememberStep(course, step);
  const { shown } = attemptOf(step);
  if (json) {
    const savedAs = saved && { id: saved.id, folder: shownPath(saved.folder) };
    printJson<ResetResult>({
      step: step.number,
      attempt: shown,
      from: from.shown,
      saved: savedAs ?? null,
    });
    return exitCodes.green;
  }
  if (saved)
    print(`What was there is saved in ${shownPath(saved.folder)}/
npx workbook saved --restore ${saved.id}    brings it back
`);
  print(
    wasThere
      ? `${shown}/ begins again with the code of ${from.shown}.`
      : `There was no attempt at step ${step.number}: ${shown}/ begins now, with the code of ${from.shown}.`,
  );
  return exitCodes.green;
}
