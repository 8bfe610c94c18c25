import { createInterface } from 'node:readline';
import { InvalidSchedule } from '@workbook/explorer';
import type { Census } from '../json/play.ts';
import { wrapped } from '../text/format.ts';
import { UsageError } from '../usage/errors.ts';
import { clientLines, deadlockText, standing, timeline, wonCommand } from './board.ts';
import { answer, promise } from './census.ts';
import type { Game } from './game.ts';
import { rulesOf } from './help.ts';

/**
 * Plays by lines of text: moves such as `AAB`, or one of `u r v g q ?`. For pipes, which have no
 * screen: every line is answered by where the game stands.
 */
export async function playLines(
  game: Game,
  census: Promise<Census>,
  input: NodeJS.ReadableStream,
  say: (text: string) => void,
): Promise<void> {
  say(`${game.race.question}\n${promise(await census)}\n\n${board(game)}`);
  for await (const line of createInterface({ input })) {
    const command = line.trim();
    if (command === 'q') return;
    if (command !== '') say(await answerTo(game, command, census));
  }
}

async function answerTo(game: Game, command: string, census: Promise<Census>): Promise<string> {
  if (command === '?')
    return rulesOf(game)
      .split('\n')
      .flatMap((line) => (line.length > 80 ? wrapped(line) : [line]))
      .join('\n');
  if (command === 'g') {
    const found = await census;
    return [answer(found), found.picture].filter(Boolean).join('\n\n');
  }
  try {
    if (command === 'u') await game.undo();
    else if (command === 'r') await game.restart();
    else if (command === 'v') await game.changeVictim();
    else await game.move(movesIn(command));
    return board(game);
  } catch (error) {
    if (error instanceof UsageError || error instanceof InvalidSchedule)
      return `${error.message}\n`;
    throw error;
  }
}

/** Letters may be small, as they are typed; behind a capital one, a small one names a victim. */
function movesIn(line: string): string {
  return /[A-Z]/.test(line) ? line : line.toUpperCase();
}

/** The timeline, each client's next operation, and the standing. */
export function board(game: Game): string {
  const command = wonCommand(game);
  const deadlock = deadlockText(game);
  return [
    timeline(game, 80),
    '',
    ...(game.position.end ? [] : [...clientLines(game), '']),
    ...(deadlock ? [deadlock] : []),
    standing(game),
    ...(command ? [`replay: ${command}`] : []),
    '',
  ].join('\n');
}
