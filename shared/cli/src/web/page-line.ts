import type { CourseStep } from '@workbook/course';
import { attemptFile } from '../attempt/current-attempt.ts';
import type { PictureLine } from '../json/picture.ts';
import type { TestResult } from '../json/test.ts';
import { type JudgedFile, stepNamed } from '../usage/arguments.ts';
import { liveOrigin, pageOf } from './where.ts';

/** A run that was shown. */
export interface ShownRun {
  readonly race: string;
  readonly schedule: string;
  readonly lines: readonly PictureLine[];
}

/** The address of a run in the pages, at its damage; undefined where no live face runs, or no page shows the file. */
export async function pageAddress(
  step: CourseStep,
  file: Pick<JudgedFile, 'path'>,
  { race, schedule, lines }: ShownRun,
): Promise<string | undefined> {
  const cursor = lines.find(({ damage }) => damage)?.turn;
  const page = pageOf(step, file, { race, schedule, cursor });
  const origin = page && (await liveOrigin());
  return origin && `${origin}${page}`;
}

/** The same as a line of what is printed; empty where there is none. */
export async function pageLine(...shown: Parameters<typeof pageAddress>): Promise<string> {
  const address = await pageAddress(...shown);
  return address === undefined ? '' : `\n\nin the browser: ${address}`;
}

/** Where the pages show the run that fails in an attempt, as a line; empty where there is none. */
export async function pageOfResult(
  course: readonly CourseStep[],
  { step: number, picture }: TestResult,
): Promise<string> {
  if (!picture) return '';
  const step = stepNamed(course, number);
  return await pageLine(step, attemptFile(step), picture);
}
