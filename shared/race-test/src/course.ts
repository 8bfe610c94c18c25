import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Claim, Race } from './race.ts';

/** One step of the workbook. */
export interface CourseStep {
  /** `05`. */
  readonly number: string;
  readonly folder: string;
  /** Its finished code. */
  readonly file: string;
  /** The learner's own code, if there is any. */
  readonly attempt: string | undefined;
  /** The races that this step ends. */
  readonly races: readonly Race[];
  /** What it says of each race so far, by the race's id. */
  readonly claims: Readonly<Record<string, Claim>>;
}

/** The project's folder, whatever folder a command is run in. */
export const projectFolder = join(import.meta.dirname, '../../..');

/** All steps that exist, in their order. Throws when two races have one name. */
export async function loadCourse(folder = projectFolder): Promise<readonly CourseStep[]> {
  const steps = join(folder, 'steps');
  const numbers = (await readdir(steps)).filter((name) => /^\d\d$/.test(name)).sort();
  const course = await Promise.all(
    numbers.map(async (number): Promise<CourseStep> => {
      const stepFolder = join(steps, number);
      const [{ races }, { claims }] = await Promise.all(
        ['races.ts', 'claims.ts'].map(
          (name) => import(pathToFileURL(join(stepFolder, 'test', name)).href),
        ),
      );
      const attempt = join(stepFolder, 'attempt/accounts.ts');
      return {
        number,
        folder: stepFolder,
        file: join(stepFolder, 'src/accounts.ts'),
        attempt: existsSync(attempt) ? attempt : undefined,
        races,
        claims,
      };
    }),
  );
  const ids = course.flatMap(({ races }) => races.map(({ id }) => id));
  const twice = ids.find((id, i) => ids.indexOf(id) !== i);
  if (twice) throw new TypeError(`two races are called "${twice}": give one of them another name`);
  return course;
}

/** The code that the first races of a step run on: the finished code of the step before, or the start. */
export function fileBefore(course: readonly CourseStep[], number: string): string | undefined {
  const at = course.findIndex((step) => step.number === number);
  const before = course[at - 1]?.file;
  if (before) return before;
  const start = join(course[at]?.folder ?? '', 'start/accounts.ts');
  return existsSync(start) ? start : undefined;
}

/** Looks a race up by its id; undefined when no step has it. */
export function findRace(course: readonly CourseStep[], id: string): Race | undefined {
  return course.flatMap(({ races }) => races).find((race) => race.id === id);
}
