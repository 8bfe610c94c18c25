import type { CourseStep } from '@workbook/course';
import { attemptOf, versionOf } from './files.ts';
import { changeRecord, readRecord, setRecordAside } from './record.ts';
import { type Story, storiesIn, type Verdict, withVerdict } from './story.ts';

/** Where a learner is. It is kept in a plain file, `.workbook/progress.json`. */
export interface Progress {
  /** The number of the current step. */
  readonly step: string;
  /** For each step that was green: which version of the attempt was. */
  readonly green: Readonly<Record<string, string>>;
  /** How many rungs of a hint were shown, by `06/lost-update`. */
  readonly hints: Readonly<Record<string, number>>;
  /** For each step that was judged: what has happened there. */
  readonly stories: Readonly<Record<string, Story>>;
}

const record = 'progress.json';

/** What `readProgress` has found. */
export interface ReadProgress extends Progress {
  /** A sentence for the learner when the file could not be read and was set aside. */
  readonly complaint?: string;
}

/** Where the learner is: the first step when nothing is known. A file that makes no sense is set aside. */
export function readProgress(course: readonly CourseStep[]): ReadProgress {
  const beginning = beginningOf(course);
  const text = readRecord(record);
  if (text === undefined) return beginning;
  const progress = progressIn(text, course);
  if (progress) return progress;
  setRecordAside(record, text);
  const complaint = `.workbook/progress.json did not say where you are and was renamed to progress.json.broken: you are at step ${beginning.step}, and workbook start NN takes you elsewhere`;
  return { ...beginning, complaint };
}

function beginningOf(course: readonly CourseStep[]): Progress {
  return { step: course[0]?.number ?? '01', green: {}, hints: {}, stories: {} };
}

function progressIn(text: string, course: readonly CourseStep[]): Progress | undefined {
  try {
    const { step, green = {}, hints = {}, stories = {} } = JSON.parse(text) as Partial<Progress>;
    if (!course.some(({ number }) => number === step) || typeof step !== 'string') return undefined;
    if (!hasEntries(green, 'string') || !hasEntries(hints, 'number')) return undefined;
    return { step, green, hints, stories: storiesIn(stories) };
  } catch {
    return undefined;
  }
}

function hasEntries(value: unknown, type: 'string' | 'number'): boolean {
  if (value === null || typeof value !== 'object') return false;
  return Object.values(value).every((one) => typeof one === type);
}

/** Changes what is said of the learner, by what is said now; the file is replaced in one piece. */
function changeProgress(
  course: readonly CourseStep[],
  change: (now: Progress) => Partial<Progress>,
): void {
  // What makes no sense is set aside before it is replaced.
  readProgress(course);
  changeRecord(record, (text = '') => {
    const now = progressIn(text, course) ?? beginningOf(course);
    const { step, green, hints, stories } = { ...now, ...change(now) };
    return `${JSON.stringify({ format: 1, step, green, hints, stories }, null, 2)}\n`;
  });
}

/** Notes at which step the learner is. */
export function rememberStep(course: readonly CourseStep[], { number: step }: CourseStep): void {
  changeProgress(course, () => ({ step }));
}

/** What was found in a text of an attempt. */
export interface Found {
  readonly version: string;
  readonly verdict: Verdict;
  /** The race that has failed. */
  readonly failing?: string;
  /** The version that is there by now: another command may have judged it already. */
  readonly there?: string;
}

/** Notes what was found in an attempt: whether it is green, and which race has failed. */
export function rememberVerdict(
  course: readonly CourseStep[],
  { number }: CourseStep,
  { version, verdict, failing, there = version }: Found,
): void {
  const wanted = verdict === 'green' ? version : undefined;
  const at = new Date();
  const isKept = (green: Progress['green']) =>
    green[number] === wanted || (there !== version && green[number] === there);
  try {
    changeProgress(course, ({ green, stories }) => {
      const { [number]: _before, ...others } = green;
      const story = withVerdict(stories[number], { at, verdict, failing, version });
      const after = wanted === undefined ? others : { ...others, [number]: wanted };
      return {
        green: isKept(green) ? green : after,
        stories: { ...stories, [number]: story },
      };
    });
  } catch (error) {
    // What only the story loses must not keep a verdict back.
    if (!isKept(readProgress(course).green)) throw error;
  }
}

/** Notes that another text of the attempt is the program that was green: nothing was judged. */
export function rememberSame(
  course: readonly CourseStep[],
  { number }: CourseStep,
  version: string,
): void {
  changeProgress(course, ({ green }) => ({ green: { ...green, [number]: version } }));
}

/** The race that failed when the attempt at a step was judged last; undefined when none did. */
export function lastFailure(
  course: readonly CourseStep[],
  { number }: CourseStep,
): string | undefined {
  return readProgress(course).stories[number]?.failing;
}

/** Whether the attempt, as it is now, was green when it was judged last. */
export async function isGreen(course: readonly CourseStep[], step: CourseStep): Promise<boolean> {
  if (!attemptOf(step).there) return false;
  return readProgress(course).green[step.number] === (await versionOf(step));
}

/** How many rungs of the hint for `race` the learner has seen. */
export function hintsSeen(
  course: readonly CourseStep[],
  { number }: CourseStep,
  race: string,
): number {
  return readProgress(course).hints[`${number}/${race}`] ?? 0;
}

/** The learner has read this many rungs of the hint for a race. Throws `UsageError` when the record cannot be written. */
export function rememberHint(
  course: readonly CourseStep[],
  { number }: CourseStep,
  race: string,
  rung: number,
): void {
  const key = `${number}/${race}`;
  // Another face may have shown more.
  changeProgress(course, ({ hints }) => ({
    hints: { ...hints, [key]: Math.max(rung, hints[key] ?? 0) },
  }));
}
