import type { Turn } from '@workbook/explorer';
import { shortOperation } from '@workbook/judge';
import { wordsOfCommand } from './redis.ts';
import { wordsOfStatement } from './sql.ts';

/** An operation that was let go, or can be. */
export type Said = Pick<Turn, 'kind' | 'text' | 'move'>;

/** What a turn does, in words that need no knowledge of SQL or Redis: `reads account 1 and locks its row`. */
export function wordsOf(turn: Said): string {
  const words = doing(turn);
  switch (turn.move.fault) {
    case 'crash-before':
      return `crashes; it was about to do this: ${words}`;
    case 'crash-after':
      return `${words}, and crashes before it hears of it`;
    case 'crash-half':
      return `${words}, and crashes in the middle of that`;
    case 'pause':
      return `is paused; it was about to do this: ${words}`;
    case 'late-reply':
      return `${words}, and does not hear of it yet`;
    case 'redis-away':
      return `finds Redis gone: ${words}`;
    case 'redis-failover':
      return `finds another Redis, which knows no keys: ${words}`;
    case 'time-passes':
      return `${words}, when time has gone by`;
    default:
      return words;
  }
}

function doing({ kind, text }: Said): string {
  if (kind === 'start') return `asks: ${text}`;
  if (kind === 'sql')
    return wordsOfStatement(text) ?? `tells the database: ${shortOperation(kind, text)}`;
  if (kind === 'redis') return wordsOfCommand(text) ?? `tells Redis: ${shortOperation(kind, text)}`;
  if (kind === 'file') return wordsOfFileCall(text);
  if (kind === 'timer') return 'has waited long enough';
  if (kind === 'reply') return 'hears what came of it';
  if (text === 'screening') return 'has the request screened';
  return kind === 'call' ? `goes on: ${text}` : text;
}

function wordsOfFileCall(text: string): string {
  const [, name = '', files = text] = /^(\w+) (.*)$/.exec(text) ?? [];
  if (name === 'rename') return `renames ${files.replace(' → ', ' to ')}`;
  if (name === 'readFile' || name === 'read') return `reads ${files}`;
  if (/^(write|writeFile|appendFile)$/.test(name)) return `writes ${files}`;
  if (name === 'open') return `opens ${files}`;
  if (name === 'close') return `closes ${files}`;
  if (name === 'unlink' || name === 'rm') return `deletes ${files}`;
  if (/^f?(data)?sync$/.test(name)) return `waits until ${files} is on the disk`;
  if (/^f?chmod$/.test(name)) return `sets who may read and write ${files}`;
  if (/^[fl]?chown$/.test(name)) return `sets who owns ${files}`;
  if (/^[fl]?stat$/.test(name)) return `looks up the size and the rights of ${files}`;
  if (name === 'realpath') return `looks up where ${files} lies`;
  if (name === 'access') return `looks whether ${files} is there`;
  return `calls ${name} on ${files}`;
}
