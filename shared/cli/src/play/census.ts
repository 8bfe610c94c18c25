import { timeline, timelineText } from '@workbook/judge';
import type { Census } from '../json/play.ts';
import { sourceOf } from '../judging/source-of.ts';
import type { Workshop } from '../judging/workshop.ts';
import { whole } from '../text/format.ts';
import { replayCommand } from '../text/replay-command.ts';
import { namedFile } from '../usage/arguments.ts';
import type { Game } from './game.ts';

/** More would keep the player waiting, and only make a number more exact. */
const enoughRuns = 3000;

/** Counts the orders of the race that is played, and finds the shortest one that breaks it. */
export async function countOrders(
  game: Game,
  pool: Pick<Workshop['pool'], 'judge'>,
  signal?: AbortSignal,
): Promise<Census> {
  const { race, step, file } = game;
  const { path, version } = file;
  const code = { file: path, ...(version !== undefined && { version }) };
  const job = { race: race.id, step: step.number, ...code, options: { enoughRuns } };
  const { exploration } = await pool.judge(job, () => {}, signal);
  const { verdict, possible, failing, complete, first } = exploration;
  return {
    verdict,
    orders: possible,
    failing,
    complete,
    shortestFailingSchedule: first?.text ?? null,
    picture: first
      ? timelineText(
          timeline(race, first, {
            replayCommand: commandFor(game, first.text),
            sourceAt: sourceOf(file.path),
          }),
        )
      : null,
  };
}

/** The command that shows a schedule of this game again. */
export function commandFor({ race, step, file }: Game, schedule: string): string {
  return replayCommand({
    step: step.number,
    race: race.id,
    schedule,
    file: namedFile(step, file),
  });
}

/** Before the end: how many orders there are, and whether it is worth looking. */
export function promise({ verdict, orders, complete }: Census): string {
  if (orders === 1 && complete)
    return `There is one order, and it ${verdict === 'possible' ? 'breaks' : 'does not break'} it.`;
  if (verdict === 'prevented') return `None of the ${whole(orders)} orders breaks it.`;
  const many = `${complete ? '' : 'more than '}${whole(orders)} orders`;
  return verdict === 'possible'
    ? `There are ${many}, and some break it.`
    : `There are ${many}; not all could be tried.`;
}

/** At the end: how many of the orders break it. */
export function answer(census: Census): string {
  const { verdict, orders, failing, complete } = census;
  if (verdict !== 'possible' || (orders === 1 && complete)) return promise(census);
  return complete
    ? `${whole(failing)} of ${whole(orders)} orders break it.`
    : `Of the first ${whole(orders)} orders that were tried, ${whole(failing)} break it.`;
}
