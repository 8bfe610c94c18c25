import { type CourseStep, loadCourse, type Protection } from '@workbook/course';
import { attemptOf } from '../attempt/files.ts';
import { maySeeFinished } from '../attempt/spoil.ts';
import { breakText } from '../break/break-text.ts';
import { protectionNamed, protectionsOf } from '../break/protection-named.ts';
import { takeOut } from '../break/take-out.ts';
import type { BreakResult } from '../json/break.ts';
import { printJson } from '../json/print-json.ts';
import { withWorkshop } from '../judging/workshop.ts';
import { print } from '../text/print.ts';
import { progressLine } from '../text/progress-line.ts';
import { stepNamed } from '../usage/arguments.ts';
import { type ExitCode, exitCodes } from '../usage/exit-codes.ts';

/** The options of `workbook break`. */
export interface BreakOptions {
  readonly json?: boolean;
  /** Judge by every race that the step prevents, and not only by those that are known to come back. */
  readonly all?: boolean;
  /** Answers the question before it is asked. */
  readonly yes?: boolean;
}

/**
 * Takes protections out of a step's finished code, one at a time, and shows which races come back. Who is at work on the
 * step is asked first, unless it is green.
 */
export async function breakCommand(
  stepText: string,
  id: string | undefined,
  options: BreakOptions,
): Promise<ExitCode> {
  const course = await loadCourse();
  const step = stepNamed(course, stepText);
  const chosen = id === undefined ? await protectionsOf(step) : [await protectionNamed(step, id)];
  if (attemptOf(step).there && !(await maySeeFinished(course, step, options.yes)))
    return exitCodes.green;
  const result = await takeOutAll(course, step, chosen, options);
  if (options.json) printJson(result);
  else print(breakText(result));
  return exitCodes.green;
}

async function takeOutAll(
  course: readonly CourseStep[],
  step: CourseStep,
  protections: readonly Protection[],
  { all = false }: BreakOptions,
): Promise<BreakResult> {
  using progress = progressLine();
  progress.show('starting the servers');
  const startMs = performance.now();
  return await withWorkshop([step], progress.show, async ({ pool, environment }) => {
    let done = 0;
    const broken = await Promise.all(
      protections.map(async (protection) => {
        const one = await takeOut(course, step, protection, pool, { all });
        done += 1;
        progress.show(`${done} of ${protections.length} taken out: ${protection.id}`);
        return one;
      }),
    );
    const durationMs = Math.round(performance.now() - startMs);
    return { format: 1, environment, step: step.number, protections: broken, durationMs };
  });
}
