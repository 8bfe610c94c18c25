import { loadCourse } from '@workbook/course';
import { startStep, startText } from '../attempt/start-step.ts';
import { printJson } from '../json/print-json.ts';
import { askBefore, questionBefore } from '../predict/ask-before.ts';
import { dayOf } from '../predict/leitner.ts';
import { print } from '../text/print.ts';
import { stepNamed } from '../usage/arguments.ts';
import { type ExitCode, exitCodes } from '../usage/exit-codes.ts';

/** Asks what the step will do, makes an attempt out of what it begins with, and goes there. */
export async function startCommand(
  stepText: string,
  { json }: { readonly json?: boolean } = {},
): Promise<ExitCode> {
  const course = await loadCourse();
  const step = stepNamed(course, stepText);
  if (!json) await askBefore(await questionBefore(course, step), dayOf(new Date()));
  const result = await startStep(course, step);
  if (json) printJson(result);
  else print(startText(result));
  return exitCodes.green;
}
