import { type CourseStep, loadProtections, promisedRaces, type Task } from '@workbook/course';
import { behaviours } from '@workbook/judge';

/**
 * What is wrong with what a step says of its tasks, a sentence for each mistake. `names` are the tasks
 * of its lesson, and `tasks` those of its `test/tasks.ts`.
 */
export async function taskProblems(
  step: CourseStep,
  course: readonly CourseStep[],
  names: readonly string[],
  tasks: readonly Task[],
): Promise<readonly string[]> {
  const judges = await judgesOf(step, course);
  return [
    ...(names.length === 0 ? ['the lesson has no list of tasks'] : []),
    ...names
      .filter((name) => !tasks.some((task) => task.name === name))
      .map((name) => `the task "${name}" of the lesson has no entry`),
    ...tasks
      .filter(({ name }) => !names.includes(name))
      .map(({ name }) => `the lesson has no task "${name}"`),
    ...(names.join() !== tasks.map(({ name }) => name).join() ? ['the order is another one'] : []),
    ...tasks.flatMap((task) => problemsOf(task, judges)),
  ];
}

/** What a task may name, by the kind of it. */
type Judges = Readonly<Record<'races' | 'protections' | 'behaviours', ReadonlySet<string>>>;

async function judgesOf(step: CourseStep, course: readonly CourseStep[]): Promise<Judges> {
  const needed = (await loadProtections(step)).filter((one) => 'races' in one);
  return {
    races: new Set(promisedRaces(course, step).map(({ id }) => id)),
    protections: new Set(needed.map(({ id }) => id)),
    behaviours: new Set(behaviours.map(({ id }) => id)),
  };
}

const problemText = {
  races: 'a race that this step does not prevent',
  protections: 'a protection without which no race comes back',
  behaviours: 'a behaviour that the judge does not know',
};

function problemsOf(task: Task, judges: Judges): string[] {
  const { name, notJudged } = task;
  const kinds = ['races', 'protections', 'behaviours'] as const;
  const unknown = kinds.flatMap((kind) =>
    (task[kind] ?? [])
      .filter((id) => !judges[kind].has(id))
      .map((id) => `the task "${name}" names "${id}", ${problemText[kind]}`),
  );
  const isJudged = kinds.some((kind) => (task[kind] ?? []).length > 0);
  if (!isJudged && notJudged === undefined)
    return [...unknown, `nothing judges the task "${name}": say why`];
  if (notJudged !== undefined && !/(^|, )because ./.test(notJudged))
    return [...unknown, `the task "${name}" does not say why it is not judged: "because …"`];
  return unknown;
}
