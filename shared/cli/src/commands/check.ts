import {
  type CourseStep,
  loadCourse,
  picture,
  promisedRaces,
  type Race,
} from '@workbook/race-test';
import { checkText } from '../attempt/check-text.ts';
import { cellOf, cellWithoutVerdict } from '../json/race-verdict.ts';
import type { CheckedRace, CheckResult, Picture } from '../json/results.ts';
import { type Judgement, judgeRaces } from '../judging/judge-races.ts';
import { withSession } from '../judging/workshop.ts';
import { counted } from '../text/format.ts';
import { print, printJson } from '../text/print.ts';
import { progressLine } from '../text/progress-line.ts';
import { replayCommand } from '../text/replay-command.ts';
import { fileNamed, type JudgedFile, raceNamed, stepNamed } from '../usage/arguments.ts';
import { UsageError } from '../usage/errors.ts';
import { type ExitCode, exitCodes } from '../usage/exit-codes.ts';

export interface CheckOptions {
  readonly json?: boolean;
  /** Ids or names; every race that the step claims to prevent when absent. */
  readonly race?: readonly string[];
}

/** Judges a file as an attempt at a step, prints what was found, and says so by its exit code. */
export async function checkCommand(
  stepText: string,
  fileText: string,
  options: CheckOptions,
): Promise<ExitCode> {
  const course = await loadCourse();
  const step = stepNamed(course, stepText);
  const races = racesAsked(course, step, options.race);
  const result = await check(step, await fileNamed(fileText), races);
  if (options.json) printJson(result);
  else print(checkText(result));
  return exitCodes[result.verdict];
}

function racesAsked(
  course: readonly CourseStep[],
  step: CourseStep,
  texts: readonly string[] = [],
): readonly Race[] {
  const promised = promisedRaces(course, step);
  if (texts.length === 0) return promised;
  const wanted = texts.map((text) => raceNamed(course, text));
  const excess = wanted.find((race) => !promised.includes(race));
  if (!excess) return promised.filter((race) => wanted.includes(race));
  const choice = promised.map(({ id }) => id).join(', ');
  throw new UsageError(
    `step ${step.number} does not have to prevent "${excess.name}": choose from ${choice}`,
  );
}

async function check(
  step: CourseStep,
  file: JudgedFile,
  races: readonly Race[],
): Promise<CheckResult> {
  using progress = progressLine();
  progress.show('starting the servers');
  const startMs = performance.now();
  return await withSession([step], progress.show, async ({ pool, environment }) => {
    const judgements = await judgeRaces(races, step, file, pool, ({ done, race, runs }) => {
      progress.show(`${done} of ${races.length} done: ${race} · ${counted(runs, 'run')}`);
    });
    const checked = judgements.map(checkedRace);
    return {
      format: 1,
      environment,
      step: step.number,
      file: file.shown,
      verdict: verdictOf(checked),
      races: checked,
      notAsked: Object.keys(step.claims).filter((id) => step.claims[id] !== 'prevented'),
      picture: pictureOf(judgements, step, file),
      durationMs: Math.round(performance.now() - startMs),
    };
  });
}

function checkedRace({ race: { id, name }, report, refusal }: Judgement): CheckedRace {
  const cell = report ? cellOf(report) : cellWithoutVerdict(refusal?.message ?? '');
  return { id, name, ...cell };
}

function verdictOf(races: readonly CheckedRace[]): CheckResult['verdict'] {
  if (races.some(({ verdict }) => verdict === 'possible')) return 'red';
  return races.some(({ verdict }) => verdict === 'inconclusive') ? 'inconclusive' : 'green';
}

/** The first failing race in the course's order. */
function pictureOf(
  judgements: readonly Judgement[],
  { number, file: finished }: CourseStep,
  file: JudgedFile,
): Picture | null {
  for (const { race, report } of judgements) {
    const run = report?.exploration.first;
    if (!run) continue;
    const command = replayCommand({
      step: number,
      race: race.id,
      schedule: run.text,
      ...(file.path === finished ? {} : { file: file.shown }),
    });
    const text = picture(race, run, { replayCommand: command });
    return { race: race.id, schedule: run.text, text, replayCommand: command };
  }
  return null;
}
