import type { Reply } from '../model/operation.ts';
import type { RunRecord, Turn } from '../model/run-record.ts';
import { formatMove } from '../model/schedule.ts';
import { errorMessage, inOneLine } from './outcome.ts';

/**
 * A run, a line for each thing that happened: the number of the turn, its move as in a schedule, what
 * the client did, and what came back. `=` is what a client was answered in the end.
 */
export function timelineOf({ turns, results }: Pick<RunRecord, 'turns' | 'results'>): string[] {
  const movesWidth = Math.max(1, ...turns.map(({ move }) => formatMove(move).length));
  const line = (number: string, move: string, text: string) =>
    `${number.padStart(3)} ${move.padEnd(movesWidth)}  ${text}`;
  return turns.flatMap((turn) => [
    line(String(turn.index + 1), formatMove(turn.move), `${turn.text}${whatCameOf(turn)}`),
    ...turn.released.map(({ client, reply }) => line('', client, `goes on${answered(reply)}`)),
    ...turn.finished.map((client) => line('', client, `= ${resultIn(results.get(client))}`)),
  ]);
}

function whatCameOf({ outcome, waitsFor, reply, deadlock }: Turn): string {
  const waits = waitsFor.length > 0 ? ` … waits for ${waitsFor.join(' and ')}` : '';
  if (outcome === 'waiting') return waits || ' … waits';
  if (outcome === 'crashed') return ' … its instance crashes';
  if (outcome === 'paused') return ' … its instance is paused';
  const victim = deadlock ? ` (a deadlock: ${deadlock.members.join(', ')})` : '';
  return `${waits}${reply ? answered(reply) : ''}${victim}`;
}

/** The reply to one operation: a row as it is, of several rows how many. */
function answered({ error, rows = [], rowCount, value }: Reply): string {
  if (error) return ` ✗ ${error.message}${error.code === undefined ? '' : ` (${error.code})`}`;
  const [row, ...more] = rows;
  if (row && more.length === 0) return ` → ${short(inOneLine(row, 'a row'))}`;
  if (row) return ` → ${rows.length} rows`;
  if (rowCount !== undefined && rowCount !== null) return ` → ${plural(rowCount, 'row')}`;
  return value === undefined ? '' : ` → ${short(inOneLine(value, 'a reply'))}`;
}

function resultIn(value: unknown): string {
  const error = (value as { error?: unknown } | undefined)?.error;
  return short(error === undefined ? inOneLine(value, 'an answer') : errorMessage(error));
}

/** `1 row`, `2 rows`. */
export function plural(count: number, word: string): string {
  return `${count.toLocaleString('en')} ${word}${count === 1 ? '' : 's'}`;
}

function short(text: string): string {
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
}

const longest = 100;
