import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { attemptFolder, homeFolder, projectFolder } from './folders.ts';
import { allPromises, promisesOf, simplePromises } from './promises.ts';
import type { Claim, Race } from './race.ts';
import { finishReplacement } from './unfinished-replacement.ts';

/** One step of the workbook. */
export interface CourseStep {
  /** `05`. */
  readonly number: string;
  readonly folder: string;
  /** Its finished code. */
  readonly file: string;
  /** The services that its finished code lives on. */
  readonly needs: readonly string[];
  /** The learner's own code, if there is any. */
  readonly attempt: string | undefined;
  /** The races that this step ends. */
  readonly races: readonly Race[];
  /** Whether its finished code keeps nothing in memory from one request to the next. */
  readonly stateless: boolean;
  /**
   * For races that the step before cannot have: the protection of this step without which each is
   * possible, or the variant of this step on which it is.
   */
  readonly brokenBy: Readonly<Record<string, string>>;
  /** What it says of each race so far, by the race's id. */
  readonly claims: Readonly<Record<string, Claim>>;
}

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
    numbers.map(async (number): Promise<CourseStep> => {
      const stepFolder = join(steps, number);
      const [{ races, brokenBy = {} }, { claims, stateless = false }] = await Promise.all(
        ['races.ts', 'claims.ts'].map(
          (name) => import(pathToFileURL(join(stepFolder, 'test', name)).href),
        ),
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
        races,
        brokenBy,
        claims,
        stateless,
      };
    }),
  );
  const races = allRaces(course);
  const ids = [...races, ...allPromises(races)].map(({ id }) => id);
  const twice = ids.find((id, i) => ids.indexOf(id) !== i);
  if (twice) throw new TypeError(`two races are called "${twice}": give one of them another name`);
  return course;
}

/** Read from the text: to import a step with its ORM, only to ask, would take much longer. */
function needsIn(source: string): string[] {
  const list = /export const needs[^=]*= \[([^\]]*)\]/.exec(source)?.[1] ?? '';
  return [...list.matchAll(/'(\w+)'/g)].map(([, name]) => name as string);
}

/** The code that the first races of a step run on: the finished code of the step before, or the start. */
export function fileBefore(course: readonly CourseStep[], number: string): string | undefined {
  const at = course.findIndex((step) => step.number === number);
  return course[at - 1]?.file ?? ownStart(course[at]);
}

/** What an attempt at a step begins with: the step's own `start/`, or the finished code of the step before. */
export function startingFile(course: readonly CourseStep[], number: string): string | undefined {
  const step = course.find((one) => one.number === number);
  return ownStart(step) ?? fileBefore(course, number);
}

function ownStart(step: CourseStep | undefined): string | undefined {
  if (!step) return undefined;
  const start = join(step.folder, 'start/accounts.ts');
  return existsSync(start) ? start : undefined;
}

/** Every race once, in the order in which the course first ends it; a step may end one again. */
export function allRaces(course: readonly CourseStep[]): readonly Race[] {
  return [...new Set(course.flatMap(({ races }) => races))];
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
  const promises = promisesOf(step, allRaces(course));
  return [
    ...simplePromises,
    ...promisedRaces(course, step),
    ...promises.filter((one) => !simplePromises.includes(one)),
  ];
}

/** The race with this id, or the promise; undefined when no step has it. */
export function findRace(course: readonly CourseStep[], id: string): Race | undefined {
  const races = allRaces(course);
  return [...races, ...allPromises(races)].find((race) => race.id === id);
}
