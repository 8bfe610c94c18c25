import { type CourseStep, callersOf, loadCourse, type Race } from '@workbook/course';
import {
  JobFailed,
  type JudgePool,
  timeline,
  timelineText,
  withoutProtection,
} from '@workbook/judge';
import { protectionNamed } from '../break/protection-named.ts';
import type { Told } from '../json/everywhere.ts';
import { printJson } from '../json/print-json.ts';
import type { ReplayResult } from '../json/replay.ts';
import { picturePartsOf } from '../judging/picture-parts.ts';
import { sourceOf } from '../judging/source-of.ts';
import { type Workshop, withWorkshop } from '../judging/workshop.ts';
import { debuggerText } from '../text/debugger-text.ts';
import { print } from '../text/print.ts';
import { progressLine } from '../text/progress-line.ts';
import { replayCommand } from '../text/replay-command.ts';
import {
  fileNamed,
  finishedFile,
  type JudgedFile,
  namedFile,
  raceNamed,
  scheduleIn,
  stepNamed,
} from '../usage/arguments.ts';
import { UsageError } from '../usage/errors.ts';
import { type ExitCode, exitCodes } from '../usage/exit-codes.ts';
import { pageLine } from '../web/page-line.ts';

/** The options of `workbook replay`. */
export interface ReplayOptions {
  readonly json?: boolean;
  /** An attempt; the step's finished code when absent. */
  readonly file?: string;
  /** The id of a protection that is taken out of the finished code. */
  readonly without?: string;
  /** Whether a debugger is waited for. */
  readonly inspect?: boolean;
}

/** Runs one schedule again and prints its timeline. Red when it breaks something. */
export async function replayCommandLine(
  stepText: string,
  raceText: string,
  schedule: string,
  options: ReplayOptions,
): Promise<ExitCode> {
  const course = await loadCourse();
  const step = stepNamed(course, stepText);
  const race = raceNamed(course, raceText);
  checkSchedule(schedule, race);
  if (options.file !== undefined && options.without !== undefined)
    throw new UsageError(
      'a protection can only be taken out of the finished code: leave --file away',
    );
  await using stack = new AsyncDisposableStack();
  const file = await fileFor(step, options, stack);
  const result = await replay(step, race, schedule, file, options);
  if (options.json) printJson(result);
  else print(`${result.picture}${await pageLine(step, file, { ...result, race: race.id })}`);
  return result.violation === null ? exitCodes.green : exitCodes.red;
}

async function fileFor(
  step: CourseStep,
  { file, without }: ReplayOptions,
  stack: AsyncDisposableStack,
): Promise<JudgedFile> {
  if (file !== undefined) return fileNamed(file);
  const finished = finishedFile(step);
  if (without === undefined) return finished;
  const mutant = stack.use(await withoutProtection(step, await protectionNamed(step, without)));
  return { path: mutant.file, shown: finished.shown };
}

/** Says at once what can be said without running anything. */
function checkSchedule(schedule: string, race: Race): void {
  const clients = callersOf(race).map(({ name }) => name);
  const stranger = scheduleIn(schedule).find(({ client }) => !clients.includes(client));
  if (stranger)
    throw new UsageError(
      `the schedule ${schedule} does not fit: "${race.name}" has no client ${stranger.client}, only ${clients.join(', ')}`,
    );
}

async function replay(
  step: CourseStep,
  race: Race,
  schedule: string,
  file: JudgedFile,
  { without, inspect = false }: ReplayOptions,
): Promise<Told<ReplayResult>> {
  using progress = progressLine();
  progress.show('starting the servers');
  const work = async ({ pool, environment }: Workshop): Promise<Told<ReplayResult>> => {
    progress.show('running the schedule');
    const run = await runSchedule(pool, step, race, schedule, file);
    const command = replayCommand({
      step: step.number,
      race: race.id,
      schedule: run.text,
      file: without === undefined ? namedFile(step, file) : undefined,
      without,
    });
    // The copy without the protection is gone when its lines are read.
    const sourceAt = without === undefined ? sourceOf(file.path) : undefined;
    const parts = timeline(race, run, { replayCommand: command, sourceAt });
    return {
      format: 1,
      environment,
      step: step.number,
      race: race.id,
      file: file.shown,
      schedule: run.text,
      violation: run.violation ?? null,
      outcome: run.outcome,
      picture: timelineText(parts),
      ...picturePartsOf(parts),
    };
  };
  return await withWorkshop([step], progress.show, work, {
    ...(inspect && { onDebugger: (address) => progress.say(debuggerText(address, file.shown)) }),
  });
}

/** A schedule that the code does not follow is a wrong argument here, and not a verdict. */
async function runSchedule(
  pool: JudgePool,
  step: CourseStep,
  race: Race,
  schedule: string,
  file: JudgedFile,
) {
  try {
    return await pool.replay({ race: race.id, step: step.number, file: file.path, schedule });
  } catch (error) {
    if (error instanceof JobFailed && error.kind === 'not-reproducible')
      throw new UsageError(
        `the schedule ${schedule} does not fit "${race.name}" on ${file.shown}: ${error.message}`,
      );
    throw error;
  }
}
