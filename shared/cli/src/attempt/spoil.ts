import { confirm } from '@inquirer/prompts';
import type { CourseStep } from '@workbook/course';
import { print } from '../text/print.ts';
import { UsageError } from '../usage/errors.ts';
import { isGreen } from './progress.ts';

/**
 * Whether the finished code of `step` may be seen: it is green, or the learner wants to see it all the same, by `yes` or
 * when asked. Throws `UsageError` where no person can be asked.
 */
export async function maySeeFinished(
  course: readonly CourseStep[],
  step: CourseStep,
  yes = false,
): Promise<boolean> {
  if (yes || (await isGreen(course, step))) return true;
  const { number } = step;
  if (!process.stdin.isTTY || !process.stdout.isTTY)
    throw new UsageError(
      `step ${number} is not green, and this would spoil it: --yes shows the finished code anyway`,
    );
  const message = `Step ${number} is not green yet. Show the finished code anyway?`;
  if (await confirm({ message, default: false })) return true;
  print(`Good. npx workbook hint ${number} says a little less.`);
  return false;
}
