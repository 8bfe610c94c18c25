import { formatMove, type NextOperation } from '@workbook/explorer';
import {
  shortOperation,
  type Timeline,
  timelineColumns,
  timeline as timelineOf,
} from '@workbook/judge';
import { sourceOf } from '../judging/source-of.ts';
import { colors, counted } from '../text/format.ts';
import { commandFor } from './census.ts';
import type { Game } from './game.ts';

/** What has happened so far, as the columns of a timeline. */
export function timeline(game: Game, width: number): string {
  return timelineColumns(timelineParts(game), width);
}

/** The same in its parts. */
export function timelineParts(game: Game): Timeline {
  const { end, turns, exchanges } = game.position;
  const options = { sourceAt: sourceOf(game.file.path) };
  if (end) return timelineOf(game.race, end, options);
  // Nothing is judged before the end: there is only what was done, what came back, and who was answered.
  const run = {
    schedule: game.moves,
    turns,
    ending: { kind: 'finished' },
    results: new Map(),
    rejections: new Map(),
    crashedInstances: [],
    openTransactions: [],
    outcome: '',
    text: game.schedule,
    detail: { beginning: [], exchanges, final: undefined },
  } as const;
  return timelineOf(game.race, run, options);
}

/** For each client, what it would do now, or why it cannot. */
export function clientLines(game: Game): string[] {
  const stopped = game.stopped();
  return game.clients().map((client) => {
    const next = game.next.find((one) => one.client === client);
    if (next) return `${colors.bold(client)}  ${operationText(next)}`;
    const why = stopped.find((one) => one.client === client)?.why ?? '';
    return colors.dim(`${client}  ${why}`);
  });
}

function operationText({ client, kind, text, faults }: NextOperation): string {
  const moves = faults.map((fault) => formatMove({ client, fault })).join(' ');
  const operation = kind === 'start' ? `starts: ${text}` : shortOperation(kind, text);
  return moves === '' ? operation : `${operation}   ${colors.dim(`or ${moves}`)}`;
}

/** Who pays for the deadlock that was just closed, and by which key another client does. */
export function deadlockText({ deadlock }: Game): string | undefined {
  if (!deadlock) return undefined;
  const { victim, other } = deadlock;
  return `PostgreSQL cancels one of them, here ${victim}: v lets it be ${other}.`;
}

/** Where the game stands, in one sentence; the end with what it broke, and the command that replays it. */
export function standing(game: Game): string {
  const { end } = game.position;
  const moves = counted(game.moves.length, 'move');
  if (!end) return game.moves.length === 0 ? 'No client has moved.' : `${moves} so far.`;
  if (end.violation === undefined)
    return colors.yellow(`It held, after ${moves}. Nothing is broken in this order.`);
  return colors.green(`You broke it in ${moves}: ${end.violation}`);
}

/** The command that shows a game that was won again; undefined before that. */
export function wonCommand(game: Game): string | undefined {
  const { end } = game.position;
  return end?.violation === undefined ? undefined : commandFor(game, end.text);
}
