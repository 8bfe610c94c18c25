import { type CourseStep, type Protection, type Race } from '@workbook/course';
import type { JudgedRun } from '@workbook/explorer';
import { type RaceDetail, withoutProtection } from '@workbook/judge';
import { judgeRace } from '../judging/judge-races.ts';
import type { Workshop } from '../judging/workshop.ts';
import { Game } from '../play/game.ts';
import type { Chance } from './chance.ts';
import type { Situation } from './situation.ts';

/** A run whose end is to be predicted. */
export interface Question {
  readonly race: Race;
  readonly without: Protection | undefined;
  /** What keeps the race away in the finished code; empty where it can happen. */
  readonly keptBy: readonly Protection[];
  readonly run: JudgedRun<RaceDetail>;
  /** How many of its turns are shown before the answer. */
  readonly shown: number;
}

/** After so many drawn moves, each client goes on by itself to its end. */
const drawnMoves = 12;

/** Draws an order for the situation, and runs it. */
export async function drawQuestion(
  step: CourseStep,
  { race, without, breakable, keptBy }: Situation,
  pool: Workshop['pool'],
  chance: Chance,
): Promise<Question> {
  await using stack = new AsyncDisposableStack();
  const file = without ? stack.use(await withoutProtection(step, without)).file : step.file;
  // Orders that are drawn break rarely: most of the time, one that does is looked for.
  const found = breakable && chance.happens(70) ? await failing(step, race, file, pool) : undefined;
  const run = found ?? (await drawn(step, race, file, pool, chance));
  return { race, without, keptBy, run, shown: Math.ceil(run.turns.length * 0.6) };
}

async function failing(
  step: CourseStep,
  race: Race,
  file: string,
  pool: Workshop['pool'],
): Promise<JudgedRun<RaceDetail> | undefined> {
  return (await judgeRace(race, { step, file }, pool)).exploration.first;
}

/** An order in which a client mostly goes on, and now and then another one has its turn. */
async function drawn(
  step: CourseStep,
  race: Race,
  file: string,
  pool: Workshop['pool'],
  chance: Chance,
): Promise<JudgedRun<RaceDetail>> {
  const game = await Game.begin(race, step, { path: file, shown: file }, pool);
  let last: string | undefined;
  while (game.moves.length < drawnMoves && game.next.length > 0) {
    const clients = game.next.map(({ client }) => client);
    const stays = last !== undefined && clients.includes(last) && chance.happens(65);
    last = stays ? (last as string) : chance.pick(clients);
    await game.move(last);
  }
  return await pool.replay({
    race: race.id,
    step: step.number,
    file,
    schedule: game.schedule,
  });
}
