import {
  type Footprint,
  type Mode,
  nothing,
  readsAnything,
  touchesAnything,
  type Use,
  union,
} from '../../../model/footprint.ts';

export type Isolation = 'read committed' | 'repeatable read' | 'serializable';

/** What a session has done since its transaction began: it decides what the next statement touches. */
export interface TransactionState {
  readonly open: boolean;
  readonly isolation: Isolation;
  readonly snapshotTaken: boolean;
  /** What it has locked so far. Written rows are locked, too. */
  readonly locked: readonly Use[];
  /** What others will see changed when it commits. */
  readonly written: readonly Use[];
}

export const noTransaction: TransactionState = {
  open: false,
  isolation: 'read committed',
  snapshotTaken: false,
  locked: [],
  written: [],
};

export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

type Verb =
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

/** Statements come again and again, in every run: what is read from a text is read once. */
function remembered<T>(readFrom: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    if (known.has(text)) return known.get(text) as T;
    // Texts that carry their values in them may be without number.
    if (known.size >= 1000) known.clear();
    const found = readFrom(text);
    known.set(text, found);
    return found;
  };
}

/** The statement without what its texts say and how it is written: `'from b'` names no table. */
function plain(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replace(/'(?:[^']|'')*'/g, "''");
}

const callable =
  /\b(?!(?:count|sum|min|max|coalesce|greatest|least|abs|now|lower|upper|in|as|and|or|not|on|from|where|values|exists|any)\b)[a-z_0-9.]+\s*\(/;

/** A function may do anything at all, so only statements without one are known to do what they say. */
function callsFunction(sql: string): boolean {
  return callable.test(sql.replace(/\binto\s+[a-z_0-9.]+\s*\(/g, ''));
}

/** What kind of statement this is, by its first words. Anything unusual is `unknown`. */
export const verbOf = remembered((text: string): Verb => {
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

/** The sequence that a `select nextval('…')` takes a number from; it is never given back. */
function sequenceIn(text: string): string | undefined {
  return /^select nextval\('([^']+)'\)(?: as \w+)?$/i.exec(text.trim())?.[1];
}

const named =
  /\b(?:from|into|update|join|using|lock(?:\s+table)?)\s+(?:only\s+)?("?[a-z_][\w$]*"?(?:\."?\w+"?)?)/g;

/** The one table that a simple statement names, or undefined when it names none or several. */
const tableOf = remembered((text: string): string | undefined => {
  const sql = plain(text);
  // `from a, b`: what follows the comma is a table, too.
  if (/\b(?:from|using)\s+[\w."$\s]*,/.test(sql)) return undefined;
  const names = [...sql.matchAll(named)].map(([, name = '']) => name.replaceAll('"', ''));
  const tables = new Set(
    names
      .map((name) => name.replace(/^public\./, ''))
      .filter((name) => !['of', 'nowait', 'skip', 'set'].includes(name)),
  );
  const [table] = tables;
  // Another schema's table may be this one under its long name.
  return tables.size === 1 && !table?.includes('.') ? table : undefined;
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
  // A row that gets another id is two rows to everybody else.
  if (verb === 'update' && /(?:^|[\s,("])id"?\s*=/.test(before)) return undefined;
  const condition =
    /(?:^|[\s.(])"?id"?\s*=\s*(?:\$(\d+)|(\d+))\s*(?:$|[);]|and\b|for\b|limit\b|order\b|returning\b)/;
  const [, parameter, id] = condition.exec(where) ?? [];
  if (id !== undefined) return { id };
  return parameter === undefined ? undefined : { parameter: Number(parameter) };
});

/** The single row that `where id = …` picks, or undefined when it may be more than that one. */
function rowOf({ text, values }: Statement): string | undefined {
  const picked = rowPickedIn(text);
  if (picked === undefined) return undefined;
  const value = 'id' in picked ? picked.id : values[picked.parameter - 1];
  return typeof value === 'string' || typeof value === 'number'
    ? String(value).toLowerCase()
    : undefined;
}

/**
 * The advisory lock that a statement takes or gives back. One that lasts as long as its session
 * outlives what is known of the transaction, so only one of a transaction goes by its number.
 */
function advisoryLock({ text, values }: Statement): Use {
  const [, number = ''] = /^select pg_advisory_xact_lock\((\$1|-?\d+)\)/i.exec(text.trim()) ?? [];
  const key = number === '$1' ? values[0] : number;
  const use: Use = { mode: 'lock', scope: 'advisory locks' };
  return typeof key === 'number' || (typeof key === 'string' && key !== '')
    ? { ...use, key: String(key) }
    : use;
}

/**
 * What a statement touches when it is sent by a session in this state: the relation was measured
 * against the full search, statement by statement. A plain SELECT conflicts with the COMMIT of what
 * it reads, not with the UPDATE before; under REPEATABLE READ the first statement takes the
 * snapshot; a session that already holds a lock may close a deadlock, so its next lock conflicts
 * with every other of that table. A statement that fails gives back at once all that its transaction
 * holds, and whether it fails is not known before; under SERIALIZABLE, who commits first decides who
 * fails.
 */
export function footprintOf(statement: Statement, session: TransactionState): Footprint {
  const verb = verbOf(statement.text);
  if (verb === 'begin' || verb === 'savepoint' || verb === 'set') return nothing;
  if (verb === 'unknown') return touchesAnything;
  const release = withMode('release', session.locked);
  const takesSnapshot = session.isolation === 'repeatable read' && !session.snapshotTaken;
  // What is read is remembered until the end under SERIALIZABLE, but readers do not meet each other.
  if (verb === 'select' && (takesSnapshot || session.isolation === 'serializable'))
    return union(readsAnything, release);
  if (takesSnapshot && verb !== 'commit' && verb !== 'rollback') return touchesAnything;
  if (session.isolation === 'serializable') return touchesAnything;
  if (verb === 'commit') return union(withMode('publish', session.written), release);
  if (verb === 'rollback') return release;
  if (verb === 'advisory-lock') {
    const { key, ...all } = advisoryLock(statement);
    if (key !== undefined && session.open && session.locked.length === 0) return [{ ...all, key }];
    // It may be given back just as well.
    return union([all, { ...all, mode: 'release' }], release);
  }
  if (verb === 'next-value') {
    const sequence: Use = { mode: 'write', scope: `sequence ${sequenceIn(statement.text)}` };
    return union([sequence], release);
  }

  const scope = tableOf(statement.text);
  if (scope === undefined) return touchesAnything;
  const key = rowOf(statement);
  const use = (mode: Mode, whole = key === undefined): Use =>
    whole ? { mode, scope } : { mode, scope, key: key as string };
  if (verb === 'select') return union([use('read')], release);
  // Readers do not wait for a locked table, but in its strictest mode, which is the usual one, they do.
  if (verb === 'lock-table') return union([use('lock'), use('write')], release);
  const lock = use('lock', key === undefined || session.locked.length > 0);
  if (session.open) return union([lock], release);
  return [lock, use(verb === 'lock-rows' ? 'read' : 'write')];
}

/** A transaction of which nobody knows how it began or what it has done. */
const unknownTransaction: TransactionState = {
  open: true,
  isolation: 'serializable',
  snapshotTaken: true,
  locked: [{ mode: 'lock', scope: '?' }],
  written: [{ mode: 'lock', scope: '?' }],
};

/** The session's state after a statement that succeeded and left a transaction open. */
export function afterStatement(statement: Statement, session: TransactionState): TransactionState {
  const verb = verbOf(statement.text);
  if (verb === 'begin' && !session.open)
    return {
      ...noTransaction,
      open: true,
      isolation: isolationIn(statement.text) ?? 'read committed',
    };
  // A transaction that was begun by other means, such as `commit and chain`.
  if (!session.open || verb === 'commit' || verb === 'rollback') return unknownTransaction;
  if (verb === 'set') {
    const isolation = isolationIn(statement.text);
    return isolation ? { ...session, isolation } : session;
  }
  if (verb === 'begin' || verb === 'savepoint') return session;
  const state = { ...session, snapshotTaken: true };
  if (verb === 'select' || verb === 'next-value') return state;
  if (verb === 'advisory-lock')
    return { ...state, locked: [...state.locked, advisoryLock(statement)] };
  const scope = verb === 'unknown' ? undefined : tableOf(statement.text);
  const key = rowOf(statement);
  const touched: Use = { mode: 'lock', scope: scope ?? '?', ...(key === undefined ? {} : { key }) };
  return {
    ...state,
    locked: [...state.locked, touched],
    written: verb === 'lock-rows' ? state.written : [...state.written, touched],
  };
}

/** The locks that a session holds in this state, as far as anybody can tell. */
export function locksOf({ locked }: TransactionState): Footprint {
  return withMode('lock', locked);
}

/** Whether the statement may leave a transaction open that was not open before. */
export function mayBegin({ text }: Statement): boolean {
  return ['begin', 'unknown'].includes(verbOf(text));
}

/** Whether a setting of the session may have another value afterwards. */
export function mayResetSettings({ text }: Statement): boolean {
  return ['set', 'rollback', 'unknown'].includes(verbOf(text));
}

/** What COMMIT touches after a statement whose table nobody could tell. */
function withMode(mode: Mode, uses: readonly Use[]): Footprint {
  if (uses.some((use) => use.scope === '?')) return touchesAnything;
  return uses.map((use) => ({ ...use, mode }));
}

function isolationIn(text: string): Isolation | undefined {
  const match =
    /isolation level (read committed|read uncommitted|repeatable read|serializable)/i.exec(text);
  const level = match?.[1]?.toLowerCase();
  return level === 'read uncommitted' ? 'read committed' : (level as Isolation | undefined);
}
