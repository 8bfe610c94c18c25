import type { CourseStep } from '@workbook/course';
import { savedAttempts } from '../attempt/saved.ts';

/** Why there is no attempt. */
export interface Absence {
  /** Whether there was one a moment ago. */
  readonly hasVanished: boolean;
  /** Whether copies of an attempt at this step are saved. */
  readonly isSaved: boolean;
}

/** What is known of an attempt that is not there. */
export async function absenceOf(
  { number }: Pick<CourseStep, 'number'>,
  hasVanished: boolean,
): Promise<Absence> {
  const saved = await savedAttempts();
  return { hasVanished, isSaved: saved.some(({ step }) => step === number) };
}

/** The same in a few words, where a verdict would stand. */
export function absenceLine({ hasVanished }: Absence): string {
  return hasVanished ? '! Your attempt has vanished.' : '… not begun yet';
}

/** Of an attempt that has vanished, that it has, and where a copy may be; empty of one that was never begun. */
export function vanishedText({ hasVanished, isSaved }: Absence, attempt: string): string {
  if (!hasVanished) return '';
  const copies = isSaved ? ' npx workbook saved lists what was saved of it.' : '';
  return `${attempt}/ was there, and has vanished.${copies}`;
}
