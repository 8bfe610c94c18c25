import type { Turn } from '@workbook/explorer';
import { shortOperation } from '@workbook/judge';

/** An operation that was let go, or can be. */
export type Said = Pick<Turn, 'kind' | 'text' | 'sql' | 'move'>;

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
    case 'redis-away':
      return `finds Redis gone: ${words}`;
    case 'redis-failover':
      return `finds another Redis, which knows no keys: ${words}`;
    default:
      return words;
  }
}

function doing(turn: Said): string {
  const { kind, text } = turn;
  if (kind === 'start') return `asks: ${text}`;
  if (kind === 'sql') return statement(turn);
  if (kind === 'redis') return command(text);
  if (kind === 'file') return fileCall(text);
  if (kind === 'timer') return 'has waited long enough';
  if (text === 'screening') return 'has the request screened';
  return kind === 'call' ? `goes on: ${text}` : text;
}

function statement({ kind, text, sql }: Said): string {
  const short = shortOperation(kind, text);
  const { verb = 'other', tables = [], row, locksRows = false } = sql ?? {};
  const what =
    tables.length === 0 ? '' : `${tables.join(' and ')}${row === undefined ? '' : ` ${row}`}`;
  const after = short.replace(/^\w+ /, '');
  switch (verb) {
    case 'begin':
      return 'begins a transaction';
    case 'commit':
      return 'commits its transaction';
    case 'rollback':
      return 'takes its transaction back';
    case 'select':
      if (what === '') return `asks the database: ${short}`;
      if (row === undefined) return `reads ${what}${locksRows ? ' and locks the rows' : ''}`;
      return `reads ${what}${locksRows ? ' and locks its row' : ''}`;
    case 'insert':
      return `adds ${after}`;
    case 'update':
      return `writes ${after}`;
    case 'delete':
      return `deletes ${after}`;
    case 'lock':
      return `locks the whole table ${what}`;
    default:
      return `tells the database: ${short}`;
  }
}

function command(text: string): string {
  const short = shortOperation('redis', text);
  const [name = '', key = '', ...rest] = short.split(' ');
  const [, script] = /^EVAL ([a-z ]+): /.exec(short) ?? [];
  if (script) return `lets Redis ${script}: ${short.slice(`EVAL ${script}: `.length)}`;
  if (name === 'GET') return `reads ${key} from Redis`;
  if (name === 'DEL') return `deletes ${[key, ...rest].join(' and ')} from Redis`;
  if (name === 'SET' && rest.includes('NX'))
    return `writes ${key} to Redis if it is not there: ${rest.join(' ')}`;
  if (name === 'SET') return `writes ${key} to Redis: ${rest.join(' ')}`;
  return `tells Redis: ${short}`;
}

function fileCall(text: string): string {
  const [, name = '', files = text] = /^(\w+) (.*)$/.exec(text) ?? [];
  if (name === 'rename') return `renames ${files.replace(' → ', ' to ')}`;
  if (name === 'readFile' || name === 'read') return `reads ${files}`;
  if (/^(write|writeFile|appendFile)$/.test(name)) return `writes ${files}`;
  if (name === 'open') return `opens ${files}`;
  if (name === 'close') return `closes ${files}`;
  if (/^f?(data)?sync$/.test(name)) return `waits until ${files} is on the disk`;
  return `calls ${name} on ${files}`;
}
