import { loadCourse } from '@workbook/course';
import { startStep, startText } from '../attempt/start-step.ts';
import { print, printJson } from '../text/print.ts';
import { stepNamed } from '../usage/arguments.ts';
import { type ExitCode, exitCodes } from '../usage/exit-codes.ts';

/** Makes an attempt out of what the step begins with, and goes to that step. */
export async function startCommand(
  stepText: string,
  { json }: { readonly json?: boolean } = {},
): Promise<ExitCode> {
  const course = await loadCourse();
  const result = await startStep(course, stepNamed(course, stepText));
  if (json) printJson(result);
  else print(startText(result));
  return exitCodes.green;
}
