import { type CourseStep, type Protection, promisedRaces } from '@workbook/course';
import { withoutProtection } from '@workbook/judge';
import type { BrokenProtection } from '../json/break.ts';
import { racesThatComeBack } from '../judging/races-that-come-back.ts';
import type { Workshop } from '../judging/workshop.ts';
import { diffOf } from './replacement-diff.ts';

/**
 * Takes a protection out of the finished code of `step`, and judges what is left: by the races that are known to come
 * back, or by every race that the step prevents. Throws `JobFailed` when that cannot be judged.
 */
export async function takeOut(
  course: readonly CourseStep[],
  step: CourseStep,
  protection: Protection,
  pool: Workshop['pool'],
  { all = false } = {},
): Promise<BrokenProtection> {
  const promised = promisedRaces(course, step);
  const named = 'races' in protection ? protection.races : [];
  const races = all ? promised : promised.filter(({ id }) => named.includes(id));
  await using mutant = await withoutProtection(step, protection);
  const comeBack = await racesThatComeBack(races, step, mutant.file, protection.id, pool);
  return {
    id: protection.id,
    title: protection.title,
    explanation: 'why' in protection ? protection.why : protection.equivalent,
    diff: diffOf(protection.replacements),
    ...comeBack,
  };
}
