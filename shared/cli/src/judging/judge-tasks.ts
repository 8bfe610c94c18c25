import { type CourseStep, type CourseTask, loadTasks } from '@workbook/course';
import { behaviours, type Finding, JobFailed, type JudgePool } from '@workbook/judge';
import type { TaskVerdict } from '../json/task-verdict.ts';
import { failureText } from '../text/verdict.ts';
import { fails, isWrongAlone, type JudgedCode, passes, type RaceResult } from './judge-races.ts';

/** What was found of each behaviour that was looked at, by its id. */
export type Findings = ReadonlyMap<string, Finding>;

/** What behaviours are looked at by. */
export type BehaviourJudges = Pick<JudgePool, 'behave'>;

interface Looking {
  /** Told of each behaviour before it is looked at, in words. */
  readonly onProgress?: (title: string) => void;
  /** Told what was found of each, as soon as that is known. */
  readonly onFinding?: (id: string, finding: Finding) => void;
  readonly signal?: AbortSignal;
  /** What cannot be looked at is left open: the verdict is known without it. */
  readonly settled?: boolean;
}

/**
 * Looks at every behaviour that a task of the step asks for. Throws `JobFailed` when one cannot be
 * looked at, with its title, unless it is `settled`; code that does not do the same thing twice leaves it open.
 */
export async function findingsOf(
  step: CourseStep,
  { file, version }: Pick<JudgedCode, 'file' | 'version'>,
  judges: BehaviourJudges,
  { onProgress = () => {}, onFinding = () => {}, signal, settled = false }: Looking = {},
): Promise<Findings> {
  const asked = new Set((await loadTasks(step)).flatMap((task) => task.behaviours));
  const look = async (id: string): Promise<Finding> => {
    const title = behaviours.find((one) => one.id === id)?.title ?? id;
    onProgress(title);
    try {
      const job = { step: step.number, file, version, behaviour: id };
      return await judges.behave(job, signal);
    } catch (error) {
      if (!(error instanceof JobFailed)) throw error;
      if (error.kind === 'cannot-load' || error.kind === 'stopped') throw error;
      if (settled || error.kind === 'not-reproducible')
        return { verdict: 'open', why: error.message };
      throw new JobFailed(error.kind, `while it was looked at whether ${title}, ${error.message}`);
    }
  };
  const told = async (id: string): Promise<readonly [string, Finding]> => {
    const finding = await look(id);
    onFinding(id, finding);
    return [id, finding];
  };
  const looks = await Promise.allSettled([...asked].map(told));
  // The first in the order of the tasks, whichever judge was faster.
  const failed = looks.find((one) => one.status === 'rejected');
  if (failed) throw failed.reason;
  return new Map(looks.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])));
}

/** Whether each task of the step is done, as far as races and behaviours have told. */
export async function taskVerdicts(
  step: CourseStep,
  results: readonly RaceResult[],
  findings: Findings,
): Promise<readonly TaskVerdict[]> {
  return verdictsOf(await loadTasks(step), results, findings);
}

/** The same, of tasks that are known. */
export function verdictsOf(
  tasks: readonly CourseTask[],
  results: readonly RaceResult[],
  findings: Findings,
): readonly TaskVerdict[] {
  const unwritten = notWrittenIn(results);
  const serving = tasks.find(({ servesClients }) => servesClients);
  return tasks.map((task) => ({
    number: task.number,
    name: task.name,
    ...(task.number === unwritten ? notWritten : verdictOf(task, results, findings, serving)),
    notJudged: task.notJudged ?? null,
    races: task.races,
    behaviours: task.behaviours,
  }));
}

const notWritten = { verdict: 'fails', why: 'it is not written yet' } as const;

/** The number of the task whose place, as it is given, has failed a race. */
function notWrittenIn(results: readonly RaceResult[]): number | undefined {
  return results.find(fails)?.report?.exploration.first?.detail.wrong?.notWritten;
}

function verdictOf(
  task: CourseTask,
  results: readonly RaceResult[],
  findings: Findings,
  serving: CourseTask | undefined,
): Pick<TaskVerdict, 'verdict' | 'why'> {
  const races = task.races.map((id) => results.find(({ race }) => race.id === id));
  const found = task.behaviours.map((id) => findings.get(id));
  if (races.length + found.length === 0)
    return { verdict: 'not judged', why: task.notJudged ?? '' };
  // Such a race says nothing of other tasks until clients are served.
  const isOfAnother = (one: RaceResult | undefined) =>
    serving !== undefined && serving !== task && turnsAway(one);
  const failed = races.find((one) => fails(one) && !isOfAnother(one));
  if (failed) return { verdict: 'fails', why: failureText(failed.race.name, isWrongAlone(failed)) };
  const failing = found.find((one) => one?.verdict === 'fails');
  if (failing) return { verdict: 'fails', why: failing.why };
  if (serving && races.some(isOfAnother))
    return {
      verdict: 'open',
      why: `a client is turned away first, and that is a matter of task ${serving.number}`,
    };
  if (!races.every(passes) || found.includes(undefined))
    return { verdict: 'open', why: 'what judges it has no verdict yet' };
  const open = found.find((one) => one?.verdict === 'open');
  if (open) return { verdict: 'not judged', why: `because ${open.why}` };
  return { verdict: 'holds', why: null };
}

const turnsAway = (result: RaceResult | undefined) =>
  result?.report?.exploration.first?.detail.wrong?.isTurnedAway ?? false;
