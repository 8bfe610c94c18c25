import { type Footprint, type Mode, nothing, type Use, union } from './footprint.ts';

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
  | 'change'
  | 'advisory-lock'
  | 'unknown';

const tableName = String.raw`(?:"?public"?\.)?"?([a-z_][a-z0-9_]*)"?`;

/** What kind of statement this is, by its first words. Anything unusual is `unknown`. */
export function verbOf(text: string): Verb {
  const sql = text.trim().toLowerCase();
  if (/;\s*\S/.test(sql)) return 'unknown';
  if (/^(begin|start transaction)\b/.test(sql)) return 'begin';
  if (/^(commit|end)\b/.test(sql)) return 'commit';
  if (/^rollback to\b/.test(sql)) return 'unknown';
  if (/^(rollback|abort)\b/.test(sql)) return 'rollback';
  if (/^(savepoint|release)\b/.test(sql)) return 'savepoint';
  if (/^(set|show|reset)\b/.test(sql)) return 'set';
  if (/^select\b.*\bpg_(try_)?advisory_/s.test(sql)) return 'advisory-lock';
  if (/^select\b/.test(sql)) {
    if (/\bfor (no key )?(update|share|key share)\b/.test(sql)) return 'lock-rows';
    // A function may do anything at all, so only a select of plain columns is known to only read.
    return /\b(?!count|sum|min|max|coalesce|in|as|and|or|values|exists|any)[a-z_0-9.]+\s*\(/.test(
      sql,
    )
      ? 'unknown'
      : 'select';
  }
  if (/^(insert|update|delete)\b/.test(sql)) return 'change';
  return 'unknown';
}

/** The one table that a simple statement names, or undefined when it names none or several. */
function tableOf(text: string): string | undefined {
  const sql = text.toLowerCase();
  const named = [
    ...sql.matchAll(new RegExp(String.raw`\b(?:from|into|update|join)\s+${tableName}`, 'g')),
  ].map((match) => match[1]);
  const tables = new Set(
    named.filter((name) => name !== 'of' && name !== 'nowait' && name !== 'skip' && name !== 'set'),
  );
  return tables.size === 1 ? [...tables][0] : undefined;
}

/** The single row that `where id = …` picks, or undefined when it may be more than that one. */
function rowOf({ text, values }: Statement): string | undefined {
  if (/\bor\b/i.test(text) || /^\s*insert/i.test(text)) return undefined;
  const where = /\bwhere\b(.*)$/is.exec(text)?.[1];
  const match = /(?:^|[\s.(])"?id"?\s*=\s*(?:\$(\d+)|(\d+))(?!\d)/i.exec(where ?? '');
  if (!match) return undefined;
  const value = match[1] === undefined ? match[2] : values[Number(match[1]) - 1];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}

const advisory: Use = { mode: 'lock', scope: 'advisory locks' };

/**
 * What a statement touches when it is sent by a session in this state: the relation was measured
 * against the full search, statement by statement. A plain SELECT conflicts with the COMMIT of what
 * it reads, not with the UPDATE before; under REPEATABLE READ the first statement takes the
 * snapshot; a session that already holds a lock may close a deadlock, so its next lock conflicts
 * with every other of that table.
 */
export function footprintOf(statement: Statement, session: TransactionState): Footprint {
  const verb = verbOf(statement.text);
  if (verb === 'begin' || verb === 'savepoint' || verb === 'set') return nothing;
  if (verb === 'commit') {
    return union(as('publish', session.written), as('release', session.locked));
  }
  if (verb === 'rollback') return as('release', session.locked);
  if (verb === 'unknown' || session.isolation === 'serializable') return 'everything';
  if (session.isolation === 'repeatable read' && !session.snapshotTaken) return 'everything';
  if (verb === 'advisory-lock') return [advisory];

  const scope = tableOf(statement.text);
  if (scope === undefined) return 'everything';
  const key = rowOf(statement);
  const use = (mode: Mode, whole = key === undefined): Use =>
    whole ? { mode, scope } : { mode, scope, key: key as string };
  if (verb === 'select') return [use('read')];
  const lock = use('lock', key === undefined || session.locked.length > 0);
  if (verb === 'lock-rows') return session.open ? [lock] : [lock, use('read')];
  return session.open ? [lock] : [lock, use('write')];
}

/** The session's state after a statement that succeeded. */
export function afterStatement(statement: Statement, session: TransactionState): TransactionState {
  const verb = verbOf(statement.text);
  if (verb === 'begin')
    return {
      ...noTransaction,
      open: true,
      isolation: isolationIn(statement.text) ?? 'read committed',
    };
  if (verb === 'commit' || verb === 'rollback') return noTransaction;
  if (verb === 'set') {
    const isolation = isolationIn(statement.text);
    return session.open && isolation ? { ...session, isolation } : session;
  }
  if (!session.open || verb === 'savepoint') return session;
  const state = { ...session, snapshotTaken: true };
  if (verb === 'select') return state;
  if (verb === 'advisory-lock') return { ...state, locked: [...state.locked, advisory] };
  const scope = verb === 'unknown' ? undefined : tableOf(statement.text);
  const key = rowOf(statement);
  const touched: Use = { mode: 'lock', scope: scope ?? '?', ...(key === undefined ? {} : { key }) };
  return {
    ...state,
    locked: [...state.locked, touched],
    written: verb === 'lock-rows' ? state.written : [...state.written, touched],
  };
}

/** What COMMIT touches after a statement whose table nobody could tell. */
function as(mode: Mode, uses: readonly Use[]): Footprint {
  if (uses.some((use) => use.scope === '?')) return 'everything';
  return uses.map((use) => ({ ...use, mode }));
}

function isolationIn(text: string): Isolation | undefined {
  const match =
    /isolation level (read committed|read uncommitted|repeatable read|serializable)/i.exec(text);
  const level = match?.[1]?.toLowerCase();
  return level === 'read uncommitted' ? 'read committed' : (level as Isolation | undefined);
}
