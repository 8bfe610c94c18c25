import { findRace, loadCourse, type Race } from '@workbook/course';
import { attemptFile, stepOrCurrent } from '../attempt/current-attempt.ts';
import { versionOf } from '../attempt/files.ts';
import { hintFor, hintText, rungCount } from '../attempt/hint-for.ts';
import { hintsSeen, rememberHint } from '../attempt/progress.ts';
import type { Environment } from '../json/environment.ts';
import type { HintResult } from '../json/hint.ts';
import { printJson } from '../json/print-json.ts';
import { judgeAttempt } from '../judging/judge-attempt.ts';
import { isWrongAlone } from '../judging/judge-races.ts';
import { withWorkshop } from '../judging/workshop.ts';
import { print } from '../text/print.ts';
import { progressLine } from '../text/progress-line.ts';
import { failureText } from '../text/verdict.ts';
import { raceNamed } from '../usage/arguments.ts';
import { type ExitCode, exitCodes } from '../usage/exit-codes.ts';

/** The options of `workbook hint`. */
export interface HintOptions {
  readonly json?: boolean;
  /** One rung more than the last time. */
  readonly more?: boolean;
  /** The race to be helped with; the one that fails when absent. */
  readonly race?: string;
}

/** Judges the attempt, and says a little about the race that fails. */
export async function hintCommand(
  stepText: string | undefined,
  { json, more, race }: HintOptions,
): Promise<ExitCode> {
  const course = await loadCourse();
  const step = stepOrCurrent(course, stepText);
  const { found, environment } =
    race === undefined ? await failingRace(stepText) : notJudged(raceNamed(course, race));
  if (!found) {
    if (json)
      printJson<HintResult>({
        environment,
        step: step.number,
        race: null,
        hint: null,
      });
    else print(`No race fails: step ${step.number} needs no hint.`);
    return exitCodes.green;
  }
  const { failing, wrongAlone } = found;
  const hint = await hintFor(course, step, failing, wrongAlone);
  const seen = hintsSeen(course, step, failing);
  const rung = Math.min(rungCount, more ? seen + 1 : Math.max(1, seen));
  rememberHint(course, step, failing, rung);
  const { name = failing } = findRace(course, failing) ?? {};
  if (json) {
    const told = hint && {
      question: hint.question,
      idea: hint.idea,
      ...(rung > 1 && { place: hint.place }),
      ...(rung > 2 && { shape: hint.shape }),
    };
    printJson<HintResult>({
      environment,
      step: step.number,
      race: failing,
      judged: race === undefined,
      wrongAlone,
      rung,
      of: rungCount,
      hint: told ?? null,
    });
    return exitCodes.green;
  }
  if (!hint) print(`"${name}" has no hint: read steps/${step.number}/README.md.`);
  else {
    const about = race === undefined ? '' : ` --race ${failing}`;
    const said =
      race === undefined ? `${failureText(name, wrongAlone)}.` : ifItFails(name, wrongAlone);
    print(`${said}\n\n${hintText(hint, rung)}`);
    if (rung < rungCount)
      print(
        `\nnpx workbook hint ${step.number} --more${about}    says more (${rung} of ${rungCount})`,
      );
  }
  return exitCodes.green;
}

/** Of a race that was named, nothing was judged. */
function ifItFails(name: string, wrongAlone: boolean): string {
  return wrongAlone
    ? `If ${name} is wrong, although no two requests overlap:`
    : `If ${name} can happen:`;
}

/** What a hint is asked for. */
interface Wanted {
  /** Undefined where no race fails. */
  readonly found:
    | {
        /** The id of the race. */
        readonly failing: string;
        readonly wrongAlone: boolean;
      }
    | undefined;
  /** What it was judged with, where it was. */
  readonly environment?: Environment;
}

/** Of a race that was named, it is only known what it is about. */
function notJudged({ id, nobodyOverlaps = false }: Race): Wanted {
  return { found: { failing: id, wrongAlone: nobodyOverlaps } };
}

async function failingRace(stepText?: string): Promise<Wanted> {
  const course = await loadCourse();
  const step = stepOrCurrent(course, stepText);
  const file = attemptFile(step);
  const version = await versionOf(step);
  using progress = progressLine();
  progress.show('looking for the race that fails');
  return await withWorkshop([step], progress.show, async ({ pool, environment }) => {
    const { failing } = await judgeAttempt({ course, step, file, version }, pool);
    const found = failing && { failing: failing.race.id, wrongAlone: isWrongAlone(failing) };
    return { found, environment };
  });
}
