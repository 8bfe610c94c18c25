import { select } from '@inquirer/prompts';
import { type CourseStep, findRace, type Race } from '@workbook/course';
import { canAsk } from '../terminal/keys.ts';
import { UsageError } from '../usage/errors.ts';

/** Lets the player choose a race of the step. Throws `UsageError` with their names where there is no terminal. */
export async function chooseRace(course: readonly CourseStep[], step: CourseStep): Promise<Race> {
  const races = racesToPlay(course, step);
  if (!canAsk())
    throw new UsageError(
      `name a race of step ${step.number} to play: ${races.map(({ id }) => id).join(', ')}`,
    );
  return await select<Race>({
    message: `Which race of step ${step.number}?`,
    choices: races.map((race) => ({ value: race, name: race.name, description: race.question })),
    pageSize: 12,
  });
}

/** All races that the step speaks of, the ones that it is about first. */
export function racesToPlay(course: readonly CourseStep[], step: CourseStep): readonly Race[] {
  const claimed = Object.keys(step.claims).flatMap((id) => findRace(course, id) ?? []);
  return [...new Set([...step.races, ...claimed])];
}
