import { select } from '@inquirer/prompts';
import { type CourseStep, findRace, type Race } from '@workbook/course';
import { canAsk } from '../terminal/keys.ts';
import { wrapped } from '../text/format.ts';
import { UsageError } from '../usage/errors.ts';

/** Lets the player choose a race of the step. Throws `UsageError` with their names where there is no terminal. */
export async function chooseRace(course: readonly CourseStep[], step: CourseStep): Promise<Race> {
  const races = racesToPlay(course, step);
  if (!canAsk())
    throw new UsageError(
      `name a race of step ${step.number} to play: ${races.map(({ id }) => id).join(', ')}`,
    );
  // The list itself would break a text within a word.
  const width = process.stdout.columns;
  const shown = (text: string, indent = '') =>
    wrapped(text, width - indent.length).join(`\n${indent}`);
  return await select<Race>({
    message: `Which race of step ${step.number}?`,
    choices: races.map((race) => ({
      value: race,
      name: shown(race.name, '  '),
      description: shown(race.question),
    })),
    pageSize: 12,
  });
}

/** All races that the step speaks of, the ones that it is about first. */
export function racesToPlay(course: readonly CourseStep[], step: CourseStep): readonly Race[] {
  const claimed = Object.keys(step.claims).flatMap((id) => findRace(course, id) ?? []);
  return [...new Set([...step.races, ...claimed])];
}
