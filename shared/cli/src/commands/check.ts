import {
  type CourseStep,
  judgedRaces,
  loadCourse,
  promisedRaces,
  type Race,
} from '@workbook/course';
import { refuseBrokenGrammar } from '@workbook/judge';
import { checkText } from '../attempt/check-text.ts';
import { failingTask } from '../attempt/tasks-text.ts';
import { type CheckedRace, type CheckResult, memorySearchOf } from '../json/check.ts';
import { printJson } from '../json/print-json.ts';
import type { TaskVerdict } from '../json/task-verdict.ts';
import { checkedRace, pictureOf } from '../judging/checked-race.ts';
import { keptIn } from '../judging/judge-attempt.ts';
import { fails } from '../judging/judge-races.ts';
import { type Findings, findingsOf, taskVerdicts } from '../judging/judge-tasks.ts';
import { judgeWhole } from '../judging/judge-whole.ts';
import { withWorkshop } from '../judging/workshop.ts';
import { counted, printedWidth } from '../text/format.ts';
import { print } from '../text/print.ts';
import { progressLine } from '../text/progress-line.ts';
import { fileNamed, type JudgedFile, namedFile, raceNamed, stepNamed } from '../usage/arguments.ts';
import { UsageError } from '../usage/errors.ts';
import { type ExitCode, exitCodes } from '../usage/exit-codes.ts';

/** The options of `workbook check`. */
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
  const file = await fileNamed(fileText);
  await refuseBrokenGrammar(file.path);
  const result = await check(course, step, file, races);
  if (options.json) printJson(result);
  else print(checkText(result, printedWidth()));
  return exitCodes[result.verdict];
}

function racesAsked(
  course: readonly CourseStep[],
  step: CourseStep,
  texts: readonly string[] = [],
): readonly Race[] {
  const promised = judgedRaces(course, step);
  if (texts.length === 0) return promised;
  const wanted = texts.map((text) => raceNamed(course, text));
  const excess = wanted.find((race) => !promised.includes(race));
  if (!excess) return promised.filter((race) => wanted.includes(race));
  const choice = promisedRaces(course, step)
    .map(({ id }) => id)
    .join(', ');
  throw new UsageError(
    `step ${step.number} does not have to prevent "${excess.name}": choose from ${choice}`,
  );
}

async function check(
  course: readonly CourseStep[],
  step: CourseStep,
  file: JudgedFile,
  races: readonly Race[],
): Promise<CheckResult> {
  using progress = progressLine();
  progress.show('starting the servers');
  const startMs = performance.now();
  const isWhole = races.length === judgedRaces(course, step).length;
  return await withWorkshop([step], progress.show, async ({ pool, environment }) => {
    const kept = await keptIn(step, file);
    const beforeMs = performance.now() - startMs;
    const look = (settled: boolean) =>
      findingsOf(step, { file: file.path }, pool, { onProgress: progress.show, settled });
    let looking: Promise<Findings> | undefined;
    const { results, probablyGreenMs } = await judgeWhole(
      races,
      { step, file: file.path },
      pool,
      kept === undefined ? {} : { stateless: kept === null },
      {
        onProgress: ({ done, race, runs }) =>
          progress.show(`${done} of ${races.length} done: ${race} · ${counted(runs, 'run')}`),
        // Beside the longest races, so that no judge has to wait for them.
        onLikely: () => {
          looking = isWhole ? look(false) : undefined;
          looking?.catch(() => {});
        },
      },
    );
    const isSettled = results.some(fails);
    const unlessSettled = (error: unknown) => (isSettled ? look(true) : Promise.reject(error));
    const findings = isWhole ? await (looking?.catch(unlessSettled) ?? look(isSettled)) : new Map();
    const tasks = isWhole ? await taskVerdicts(step, results, findings) : [];
    const checked = results.map(checkedRace);
    const failing = results.find(fails);
    return {
      format: 1,
      environment,
      step: step.number,
      file: file.shown,
      verdict: verdictOf(checked, tasks),
      races: checked,
      tasks,
      memory: memorySearchOf(kept),
      notAsked: Object.keys(step.claims).filter((id) => step.claims[id] !== 'prevented'),
      picture: failing
        ? pictureOf(failing, step, { file: namedFile(step, file) }, file.path)
        : null,
      probablyGreenMs: probablyGreenMs && Math.round(beforeMs + probablyGreenMs),
      durationMs: Math.round(performance.now() - startMs),
    };
  });
}

function verdictOf(
  races: readonly CheckedRace[],
  tasks: readonly TaskVerdict[],
): CheckResult['verdict'] {
  if (races.some(({ verdict }) => verdict === 'possible') || failingTask(tasks)) return 'red';
  return races.some(({ verdict }) => verdict === 'inconclusive') ? 'inconclusive' : 'green';
}
