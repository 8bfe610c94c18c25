import {
  type CourseStep,
  loadCourse,
  type Protection,
  promisedRaces,
  type Race,
} from '@workbook/course';
import { withoutProtection } from '@workbook/judge';
import { breakText } from '../break/break-text.ts';
import { protectionNamed, protectionsOf } from '../break/protection-named.ts';
import { diffOf } from '../break/replacement-diff.ts';
import type { BreakResult, BrokenProtection } from '../json/break.ts';
import { racesThatComeBack } from '../judging/races-that-come-back.ts';
import { type Workshop, withWorkshop } from '../judging/workshop.ts';
import { print, printJson } from '../text/print.ts';
import { progressLine } from '../text/progress-line.ts';
import { stepNamed } from '../usage/arguments.ts';
import { type ExitCode, exitCodes } from '../usage/exit-codes.ts';

/** The options of `workbook break`. */
export interface BreakOptions {
  readonly json?: boolean;
  /** Judge by every race that the step prevents, and not only by those that are known to come back. */
  readonly all?: boolean;
}

/** Takes protections out of a step's finished code, one at a time, and shows which races come back. */
export async function breakCommand(
  stepText: string,
  id: string | undefined,
  options: BreakOptions,
): Promise<ExitCode> {
  const course = await loadCourse();
  const step = stepNamed(course, stepText);
  const chosen = id === undefined ? await protectionsOf(step) : [await protectionNamed(step, id)];
  const result = await takeOut(course, step, chosen, options);
  if (options.json) printJson(result);
  else print(breakText(result));
  return exitCodes.green;
}

async function takeOut(
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
        const races = racesFor(course, step, protection, all);
        const one = await breakOne(pool, step, protection, races);
        done += 1;
        progress.show(`${done} of ${protections.length} taken out: ${protection.id}`);
        return one;
      }),
    );
    const durationMs = Math.round(performance.now() - startMs);
    return { format: 1, environment, step: step.number, protections: broken, durationMs };
  });
}

function racesFor(
  course: readonly CourseStep[],
  step: CourseStep,
  protection: Protection,
  all: boolean,
): readonly Race[] {
  const promised = promisedRaces(course, step);
  if (all) return promised;
  const named = 'races' in protection ? protection.races : [];
  return promised.filter(({ id }) => named.includes(id));
}

async function breakOne(
  pool: Workshop['pool'],
  step: CourseStep,
  protection: Protection,
  races: readonly Race[],
): Promise<BrokenProtection> {
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
