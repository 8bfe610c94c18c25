import type { CourseStep } from './course-step.ts';
import { exportsOf } from './exports-of.ts';
import { loadProtections } from './protections.ts';

/**
 * One task of a lesson's "Your tasks", and what judges whether it is done. A step lists its own in
 * `test/tasks.ts`, in the order of the lesson.
 */
export type Task = JudgedTask | UnjudgedTask;

interface TaskText {
  /** The words in bold that it begins with in the lesson: `Move the screening out`. */
  readonly name: string;
}

/** At least one of these is given. */
interface JudgedTask extends TaskText {
  /** Ids of races that cannot happen once it is done. */
  readonly races?: readonly string[];
  /** Ids of protections that it puts in place: the races that come back without them judge it. */
  readonly protections?: readonly string[];
  /** Ids of behaviours of the attempt, which the judge looks at beside the races. */
  readonly behaviours?: readonly string[];
  /** Where clients are turned away that could be served, it is this task that is not done, and no other one. */
  readonly servesClients?: true;
  /** A part of it that nothing judges, and why: `the key of the lock, because …`. */
  readonly notJudged?: string;
}

interface UnjudgedTask extends TaskText {
  readonly races?: undefined;
  readonly protections?: undefined;
  readonly behaviours?: undefined;
  readonly servesClients?: undefined;
  /** Why nothing judges it: `because …`. */
  readonly notJudged: string;
}

/** A task with all that judges it. */
export interface CourseTask {
  /** Its number in the lesson, counted from 1. */
  readonly number: number;
  readonly name: string;
  /** Ids of races, those of its protections among them; each once. */
  readonly races: readonly string[];
  /** Ids of behaviours. */
  readonly behaviours: readonly string[];
  /** Whether it alone is to blame where clients are turned away that could be served. */
  readonly servesClients?: boolean;
  /** What of it nothing judges, and why; undefined when all of it is judged. */
  readonly notJudged: string | undefined;
}

/** The tasks of a step as they are written; empty when it has none. */
export async function writtenTasks(step: CourseStep): Promise<readonly Task[]> {
  const file = await exportsOf<{ tasks: readonly Task[] }>(step, 'tasks.ts');
  return file.tasks ?? [];
}

/** The tasks of a step, each with the races that its protections keep away. */
export async function loadTasks(step: CourseStep): Promise<readonly CourseTask[]> {
  const protections = await loadProtections(step);
  const racesOf = (id: string) => {
    const protection = protections.find((one) => one.id === id);
    return protection && 'races' in protection ? protection.races : [];
  };
  return (await writtenTasks(step)).map((task, i) => ({
    number: i + 1,
    name: task.name,
    races: [...new Set([...(task.races ?? []), ...(task.protections ?? []).flatMap(racesOf)])],
    behaviours: task.behaviours ?? [],
    servesClients: task.servesClients ?? false,
    notJudged: task.notJudged,
  }));
}
