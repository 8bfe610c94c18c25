import type { SqlSummary, SqlVerb } from '../../../model/operation.ts';

/** What is sent to PostgreSQL. This file is the one place that reads its text. */
export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** What a statement says, for code that shows or judges it: such code need not read the text. */
export function summaryOf(statement: Statement): SqlSummary {
  return { ...readFrom(statement.text), row: rowOf(statement) };
}

const readFrom = remembered(
  (text: string): SqlSummary => ({
    verb: verbIn(text),
    tables: tablesIn(text),
    locksRows: effectOf(text) === 'lock-rows',
    interrupts: /\bpg_(cancel|terminate)_backend\b/i.test(text),
  }),
);

const verbs: Readonly<Record<string, SqlVerb>> = {
  select: 'select',
  insert: 'insert',
  update: 'update',
  delete: 'delete',
  begin: 'begin',
  start: 'begin',
  commit: 'commit',
  end: 'commit',
  rollback: 'rollback',
  abort: 'rollback',
  savepoint: 'savepoint',
  release: 'savepoint',
  set: 'set',
  show: 'set',
  reset: 'set',
  lock: 'lock',
};

function verbIn(text: string): SqlVerb {
  const [word = ''] = /^\w+/.exec(plain(text)) ?? [];
  // A ROLLBACK TO SAVEPOINT goes on with the transaction.
  if (word === 'rollback' && /^rollback\b.*\bto\b/s.test(plain(text))) return 'savepoint';
  return verbs[word] ?? 'other';
}

/** What a statement does to its session and its transaction. */
export type Effect =
  | 'begin'
  | 'commit'
  | 'rollback'
  | 'savepoint'
  | 'set'
  | 'select'
  | 'lock-rows'
  | 'lock-table'
  | 'change'
  | 'advisory-lock'
  | 'next-value'
  | 'unknown';

/** What kind of statement this is, by its first words. Anything unusual is `unknown`. */
export const effectOf = remembered((text: string): Effect => {
  const sql = plain(text);
  if (/;\s*\S/.test(sql)) return 'unknown';
  if (/^(begin|start transaction)\b/.test(sql)) return 'begin';
  if (/^(commit|end)\b/.test(sql)) return 'commit';
  if (/^rollback\b.*\bto\b/s.test(sql)) return 'unknown';
  if (/^(rollback|abort)\b/.test(sql)) return 'rollback';
  if (/^(savepoint|release)\b/.test(sql)) return 'savepoint';
  if (/^(set|show|reset)\b/.test(sql)) return 'set';
  if (/^select\b.*\bpg_(try_)?advisory_/s.test(sql)) return 'advisory-lock';
  if (sequenceIn(text) !== undefined) return 'next-value';
  if (/^(select|insert|update|delete)\b/.test(sql) && callsFunction(sql)) return 'unknown';
  if (/^select\b/.test(sql)) {
    return /\bfor (no key update|update|share|key share)\b/.test(sql) ? 'lock-rows' : 'select';
  }
  if (/^(insert|update|delete)\b/.test(sql)) return 'change';
  if (/^lock\b[^,]*$/.test(sql)) return 'lock-table';
  return 'unknown';
});

const named =
  /\b(?:from|into|update|join|using|lock(?:\s+table)?)\s+(?:only\s+)?("?[a-z_][\w$]*"?(?:\."?\w+"?)?)/g;

/** The one table that a simple statement names, or undefined when it names none or several. */
export const tableOf = remembered((text: string): string | undefined => {
  // `from a, b`: what follows the comma is a table, too.
  if (/\b(?:from|using)\s+[\w."$\s]*,/.test(plain(text))) return undefined;
  const [table, ...others] = tablesIn(text);
  // Another schema's table may be this one under its long name.
  return others.length === 0 && !table?.includes('.') ? table : undefined;
});

/** The tables that a statement names after such words as FROM, each once. */
const tablesIn = remembered((text: string): readonly string[] => {
  const names = [...plain(text).matchAll(named)].map(([, name = '']) => name.replaceAll('"', ''));
  const tables = names
    .map((name) => name.replace(/^public\./, ''))
    .filter((name) => !['of', 'nowait', 'skip', 'set'].includes(name));
  return [...new Set(tables)];
});

/** Where more than one condition, or more than one row of the table, has a say. */
const complicated =
  /\b(?:or|not|is|case|join|union|intersect|except|between)\b|\bselect\b.*\bselect\b/s;

/** The `id` that `where id = …` picks: the number of a parameter, or the id itself. */
type Picked = { readonly parameter: number } | { readonly id: string };

/** How a statement picks its single row, or undefined when it may be more than that one. */
const rowPickedIn = remembered((text: string): Picked | undefined => {
  const sql = plain(text);
  const [, verb, before = '', where] = /^(\w+)\b(.*?)\bwhere\b(.*)$/s.exec(sql) ?? [];
  if (where === undefined || verb === 'insert' || complicated.test(sql)) return undefined;
  if (verb !== 'select' && /\bselect\b/.test(sql)) return undefined;
  // A row that gets another id is two rows for every other session.
  if (verb === 'update' && /(?:^|[\s,("])id"?\s*=/.test(before)) return undefined;
  const condition =
    /(?:^|[\s.(])"?id"?\s*=\s*(?:\$(\d+)|(\d+))\s*(?:$|[);]|and\b|for\b|limit\b|order\b|returning\b)/;
  const [, parameter, id] = condition.exec(where) ?? [];
  if (id !== undefined) return { id };
  return parameter === undefined ? undefined : { parameter: Number(parameter) };
});

/** The single row that `where id = …` picks, or undefined when it may be more than that one. */
export function rowOf({ text, values }: Statement): string | undefined {
  const picked = rowPickedIn(text);
  if (picked === undefined) return undefined;
  const value = 'id' in picked ? picked.id : values[picked.parameter - 1];
  return typeof value === 'string' || typeof value === 'number'
    ? String(value).toLowerCase()
    : undefined;
}

/** The sequence that a `select nextval('…')` takes a number from; it is never given back. */
export function sequenceIn(text: string): string | undefined {
  return /^select nextval\('([^']+)'\)(?: as \w+)?$/i.exec(text.trim())?.[1];
}

/** The number of the advisory lock that lasts as long as the transaction, where a statement takes one. */
export function advisoryKeyIn({ text, values }: Statement): string | undefined {
  const [, number = ''] = /^select pg_advisory_xact_lock\((\$1|-?\d+)\)/i.exec(text.trim()) ?? [];
  const key = number === '$1' ? values[0] : number;
  if (typeof key === 'number') return String(key);
  return typeof key === 'string' && key !== '' ? key : undefined;
}

/** The levels that PostgreSQL tells apart. */
export type Isolation = 'read committed' | 'repeatable read' | 'serializable';

/**
 * The level that a statement asks for, if it names one; READ UNCOMMITTED is READ COMMITTED in
 * PostgreSQL.
 */
export function isolationIn(text: string): Isolation | undefined {
  const match =
    /isolation level (read committed|read uncommitted|repeatable read|serializable)/i.exec(text);
  const level = match?.[1]?.toLowerCase();
  return level === 'read uncommitted' ? 'read committed' : (level as Isolation | undefined);
}

const callable =
  /\b(?!(?:count|sum|min|max|coalesce|greatest|least|abs|now|lower|upper|in|as|and|or|not|on|from|where|values|exists|any)\b)[a-z_0-9.]+\s*\(/;

/**
 * A function may do anything at all, so only a statement without one is known to do what it says.
 */
function callsFunction(sql: string): boolean {
  return callable.test(sql.replace(/\binto\s+[a-z_0-9.]+\s*\(/g, ''));
}

/** The statement without its string literals and its spacing: `'from b'` names no table. */
function plain(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/'(?:[^']|'')*'/g, "''");
}

/** Statements come again and again, in every run: what is read from a text is read once. */
function remembered<T>(readFrom: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    if (known.has(text)) return known.get(text) as T;
    // There is no bound to how many texts carry their values in them.
    if (known.size >= 1000) known.clear();
    const found = readFrom(text);
    known.set(text, found);
    return found;
  };
}
