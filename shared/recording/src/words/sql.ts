import { changed } from './sql-changes.ts';
import { literal, noun, unquoted } from './sql-parts.ts';
import { listed } from './values.ts';

/**
 * A statement in plain words: `writes balance 70 into account 1 if its version is still 3`. Undefined for one that
 * says more than there are words for here. This is for reading only: what a statement touches is the explorer's.
 */
export function wordsOfStatement(text: string): string | undefined {
  const sql = unquoted(text);
  return ofTransaction(sql) ?? ofSetting(sql) ?? reading(sql) ?? changed(sql);
}

function ofTransaction(sql: string): string | undefined {
  if (/^(begin|start transaction)\b/i.test(sql)) return begins(sql);
  if (/^(commit|end)\b/i.test(sql)) return 'commits its transaction';
  if (/^rollback to\b/i.test(sql)) return 'goes back to its savepoint';
  if (/^(rollback|abort)\b/i.test(sql)) return 'takes its transaction back';
  if (/^savepoint\b/i.test(sql)) return 'sets a savepoint';
  if (/^release\b/i.test(sql)) return 'gives its savepoint up, and keeps what it has done since';
  return undefined;
}

function begins(sql: string): string {
  const level = levelIn(sql);
  const only = /read only/i.test(sql) ? ', which only reads' : '';
  return `begins a ${level === undefined ? '' : `${level} `}transaction${only}`;
}

function levelIn(sql: string): string | undefined {
  return /isolation level (serializable|repeatable read|read committed)/i.exec(sql)?.[1];
}

function ofSetting(sql: string): string | undefined {
  const level = levelIn(sql);
  if (/^set transaction/i.test(sql) && level !== undefined)
    return `asks for a ${level} transaction`;
  const [, name, value = ''] = /^set (?:local |session )?(\w+) (?:=|to) (.+)$/i.exec(sql) ?? [];
  if (name !== undefined) return `sets ${name.replaceAll('_', ' ')} to ${literal(value) ?? value}`;
  const [, table] = /^lock (?:table )?(\w+)\b/i.exec(sql) ?? [];
  return table === undefined ? undefined : `locks the whole table ${table}`;
}

function reading(sql: string): string | undefined {
  const [, sequence] = /^select nextval\('(\w+)'\)/i.exec(sql) ?? [];
  if (sequence !== undefined) return `takes the next ${sequence.replaceAll('_', ' ')}`;
  const [, kind, given = ''] = /^select pg_(\w*advisory\w*)\((.*?)\)/i.exec(sql) ?? [];
  if (kind !== undefined) return advisory(kind, given);
  const [, list = '', table = '', rest = ''] =
    /^select (.+?) from (\w+)\b(?! *,)(?! \w* ?join\b)(.*)$/i.exec(sql) ?? [];
  if (table === '' || /\b(join|group by|having|union|with)\b/i.test(rest)) return undefined;
  const [, where, tail = ''] =
    /^(?: where (.+?))?( (?:order|limit|offset|for) .*)?$/i.exec(rest) ?? [];
  const what = noun(table, where);
  if (!what || what.unless !== '') return undefined;
  const verb = verbOf(list);
  return verb && `${verb} ${what.text}${locking(tail, what.many)}`;
}

function verbOf(list: string): string | undefined {
  if (/^count\(/i.test(list)) return 'counts';
  const [, column] = /^(?:coalesce\()?sum\((\w+)\)/i.exec(list) ?? [];
  if (column !== undefined) return `adds up the ${column} of`;
  return list.includes('(') ? undefined : 'reads';
}

function locking(tail: string, many: boolean): string {
  const [, how] = /for (update|no key update|share|key share)/i.exec(tail) ?? [];
  if (how === undefined) return '';
  const rows = many ? 'their rows' : 'its row';
  const against = /share/i.test(how) ? ' against changes' : '';
  const busy = /nowait/i.test(tail)
    ? ', or fails at once where one is locked'
    : /skip locked/i.test(tail)
      ? ', and passes over what is locked'
      : '';
  return ` and locks ${rows}${against}${busy}`;
}

function advisory(kind: string, given: string): string {
  const numbers = listed(given.split(/ *, */));
  if (/unlock/i.test(kind)) return `gives the advisory lock ${numbers} back`;
  if (/try/i.test(kind)) return `takes the advisory lock ${numbers} if it is free`;
  return `takes the advisory lock ${numbers}`;
}
