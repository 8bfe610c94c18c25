import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CourseStep } from './course-step.ts';
import { attemptFolder, homeFolder, projectFolder } from './folders.ts';
import { allRaces, lineOf, stepBefore } from './line.ts';
import { allPromises, promisesOf, simplePromises } from './promises.ts';
import type { Race } from './race.ts';
import { finishReplacement } from './unfinished-replacement.ts';

/** All steps that exist, in their order. Throws when two races have one name. */
export async function loadCourse(folder = projectFolder): Promise<readonly CourseStep[]> {
  const steps = join(folder, 'steps');
  const home = folder === projectFolder ? homeFolder : folder;
  const numbers = (await readdir(steps))
    .filter((name) => /^\d\d$/.test(name))
    // A folder is a step once it claims something: one that is still being written must not stop the course.
    .filter((name) => existsSync(join(steps, name, 'test/claims.ts')))
    .sort();
  const course = await Promise.all(
    numbers.map(async (number, i): Promise<CourseStep> => {
      const stepFolder = join(steps, number);
      const [
        { races, promises = [], brokenBy = {} },
        { claims, stateless = false, memoryIsWatched = false, beginsWith = numbers[i - 1] },
      ] = await Promise.all(
        ['races.ts', 'claims.ts'].map(
          (name) => import(pathToFileURL(join(stepFolder, 'test', name)).href),
        ),
      );
      if (beginsWith !== undefined && !numbers.slice(0, i).includes(beginsWith))
        throw new TypeError(
          `step ${number} begins with ${beginsWith}, which is no step before it: mend beginsWith in its test/claims.ts`,
        );
      finishReplacement(attemptFolder(number, home));
      const attempt = join(attemptFolder(number, home), 'accounts.ts');
      const file = join(stepFolder, 'src/accounts.ts');
      return {
        number,
        folder: stepFolder,
        file,
        needs: needsIn(await readFile(file, 'utf8')),
        attempt: existsSync(attempt) ? attempt : undefined,
        beginsWith,
        races,
        promises,
        brokenBy,
        claims,
        stateless,
        memoryIsWatched,
      };
    }),
  );
  const races = allRaces(course);
  const ids = [...races, ...promisesIn(course)].map(({ id }) => id);
  const twice = ids.find((id, i) => ids.indexOf(id) !== i);
  if (twice) throw new TypeError(`two races are called "${twice}": give one of them another name`);
  return course;
}

/** Read from the text: to import a step with its ORM, only to ask, would take much longer. */
function needsIn(source: string): string[] {
  const list = /export const needs[^=]*= \[([^\]]*)\]/.exec(source)?.[1] ?? '';
  return [...list.matchAll(/'(\w+)'/g)].map(([, name]) => name as string);
}

/** The code that the first races of a step run on: the finished code that it begins with, or the start. */
export function fileBefore(course: readonly CourseStep[], number: string): string | undefined {
  const step = course.find((one) => one.number === number);
  return (step && stepBefore(course, step)?.file) ?? ownStart(step);
}

/** What an attempt at a step begins with: its own `start/`, or the finished code of the step that it begins with. */
export function startingFile(course: readonly CourseStep[], number: string): string | undefined {
  const step = course.find((one) => one.number === number);
  return ownStart(step) ?? fileBefore(course, number);
}

function ownStart(step: CourseStep | undefined): string | undefined {
  if (!step) return undefined;
  const start = join(step.folder, 'start/accounts.ts');
  return existsSync(start) ? start : undefined;
}

/** The races that an attempt at a step must prevent: what the step promises, and nothing more. */
export function promisedRaces(
  course: readonly CourseStep[],
  { claims }: CourseStep,
): readonly Race[] {
  return allRaces(course).filter(({ id }) => claims[id] === 'prevented');
}

/**
 * What an attempt at a step is judged by: each request alone first, then the races that it must
 * prevent, then those that it need not prevent, in the orders in which no two clients overlap.
 */
export function judgedRaces(course: readonly CourseStep[], step: CourseStep): readonly Race[] {
  const promises = promisesAt(course, step);
  const first = [...simplePromises, ...broughtBy(course, step)];
  return [
    ...first,
    ...promisedRaces(course, step),
    ...promises.filter((one) => !first.includes(one)),
  ];
}

/** What a step promises beside the races that it prevents: of one client alone, and of one after the other. */
export function promisesAt(course: readonly CourseStep[], step: CourseStep): readonly Race[] {
  return [...promisesOf(step, allRaces(course)), ...broughtBy(course, step)];
}

function broughtBy(course: readonly CourseStep[], step: CourseStep): readonly Race[] {
  return lineOf(course, step).flatMap(({ promises }) => promises);
}

/** All that any step of the course promises. */
export function promisesIn(course: readonly CourseStep[]): readonly Race[] {
  return [...allPromises(allRaces(course)), ...course.flatMap(({ promises }) => promises)];
}

/** The race with this id, or the promise; undefined when no step has it. */
export function findRace(course: readonly CourseStep[], id: string): Race | undefined {
  return [...allRaces(course), ...promisesIn(course)].find((race) => race.id === id);
}
