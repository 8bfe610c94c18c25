import {
  type Answer,
  anything,
  asShown,
  type Footprint,
  type Mode,
  meet,
  touchesAnything,
  type Use,
} from '../../../model/footprint.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { broughtBy, heldBy, isOf } from './held-rows.ts';
import { readingOf } from './reading.ts';
import { type Isolation, type Statement, textOf } from './terms.ts';
import { type Touched, touchedBy } from './touched.ts';

/** What a session has done since its transaction began: it decides what the next statement touches. */
export interface TransactionState {
  readonly open: boolean;
  readonly isolation: Isolation;
  readonly snapshotTaken: boolean;
  /** What it has locked so far. Written rows are locked, too. */
  readonly locked: readonly Use[];
  /**
   * What no other session can lock until it ends, by the key of its table: rows that were found and read FOR UPDATE, and
   * those that it has brought.
   */
  readonly lockedForUpdate: readonly Use[];
  /**
   * Rows that it has read FOR UPDATE before it did anything else to them, and neither brought nor removed: other sessions
   * have them in turn.
   */
  readonly inTurn: readonly Use[];
  /** What other sessions will see changed when it commits. */
  readonly written: readonly Use[];
  /** Its savepoints, the last one last. */
  readonly savepoints: readonly Savepoint[];
}

/** Where a transaction can go back to, with what it had locked and changed by then. */
interface Savepoint extends Pick<TransactionState, 'locked' | 'written'> {
  readonly name: string;
}

/** The state of a session that has no transaction open. */
export const noTransaction: TransactionState = {
  open: false,
  isolation: 'read committed',
  snapshotTaken: false,
  locked: [],
  lockedForUpdate: [],
  inTurn: [],
  written: [],
  savepoints: [],
};

/**
 * The session's state after a statement that succeeded and left a transaction open; how many rows it has found or changed,
 * and which ones, is told as far as it is known.
 */
export function afterStatement(
  statement: Statement,
  session: TransactionState,
  catalog: Catalog,
  { rowCount, rows }: Answer = {},
): TransactionState {
  const { effect, isolation, savepoint, mayInsertNothing, locksForUpdate } = readingOf(
    statement.text,
  );
  if (effect === 'begin' && !session.open) {
    const usual = catalog.readsCommitted ? 'read committed' : 'serializable';
    return { ...noTransaction, open: true, isolation: isolation ?? usual };
  }
  // A transaction that was begun by other means, such as `commit and chain`.
  if (!session.open || effect === 'commit' || effect === 'rollback') return unknownTransaction;
  if (effect === 'set') return isolation ? { ...session, isolation } : session;
  // A BEGIN in a transaction begins nothing, but its level counts.
  if (effect === 'begin') return isolation ? { ...session, isolation } : session;
  if (effect === 'savepoint') return withSavepoint(savepoint, session);
  if (effect === 'release-savepoint') return withoutSavepoint(savepoint, session);
  if (effect === 'rollback-to') return backTo(savepoint, session);
  const state = { ...session, snapshotTaken: session.snapshotTaken || takingSnapshot.has(effect) };
  if (effect === 'next-value') return state;
  if (effect === 'advisory-lock')
    return { ...state, locked: [...state.locked, advisoryLock(statement)] };
  const touched = touchedBy(statement, catalog, { written: session.written });
  if (!touched) return { ...state, locked: unknown, written: unknown, inTurn: [] };
  if (mayInsertNothing && rowCount === 0) return state;
  const locks = asShown(touched.locks, rows);
  const held = heldBy(statement, rowCount, catalog);
  const brought = broughtBy(statement, rowCount, catalog);
  const found = [...held, ...(locksForUpdate ? shownIn(touched.locks, rows) : [])];
  return {
    ...state,
    locked: [...state.locked, ...[...locks, ...touched.keeps].map(asItIs)],
    lockedForUpdate: [...state.lockedForUpdate, ...held, ...brought],
    inTurn: catalog.takesTurns ? inTurnAfter(state, touched, found) : [],
    written: touched.atCommit ? unknown : [...state.written, ...touched.writes.map(asItIs)],
  };
}

/** LOCK TABLE takes none, nor do some statements that are not understood, such as FETCH and SET CONSTRAINTS. */
const takingSnapshot: ReadonlySet<string> = new Set([
  ...['select', 'lock-rows', 'change', 'next-value', 'advisory-lock'],
]);

/** What a statement has touched, where that is not undecided any more. */
function asItIs({ mode, scope, key, rows, ofFixed }: Use): Use {
  return {
    mode,
    scope,
    ...(key !== undefined && { key }),
    ...(rows && { rows }),
    ...(ofFixed && { ofFixed }),
  };
}

/** The rows that an answer shows, of those that are known by nothing else. */
function shownIn(locks: readonly Use[], rows: Answer['rows']): readonly Use[] {
  const asked = locks.filter(({ shownBy }) => shownBy);
  return asShown(asked, rows).filter(({ shownBy }) => !shownBy);
}

/** The rows of before that were not removed, and of which none was brought anew, with those that were `found` at first now. */
function inTurnAfter(
  { inTurn, locked }: Pick<TransactionState, 'inTurn' | 'locked'>,
  { writes }: Touched,
  found: readonly Use[],
): readonly Use[] {
  const replaced = writes.filter(({ ofFixed }) => ofFixed !== 'keeps');
  return [
    ...inTurn.filter((row) => !meet([row], replaced)),
    ...found.filter((row) => !meet([row], locked)),
  ];
}

/** What a transaction gives back at its end, or shows to others. */
export function givenBack(
  mode: 'release' | 'publish',
  uses: readonly Use[],
  { inTurn }: Pick<TransactionState, 'inTurn'>,
): Footprint {
  const given = withMode(mode, uses);
  if (given === 'everything' || inTurn.length === 0) return given;
  return given.map((use) =>
    inTurn.some((row) => isOf(use, row)) ? { ...use, inTurn: 'gives' } : use,
  );
}

/** The session's state after a statement that has failed, and left a transaction open that can only be rolled back: its locks are gone. */
export function afterFailed(session: TransactionState): TransactionState {
  return { ...session, inTurn: [] };
}

/** What a transaction has locked since this savepoint: a ROLLBACK TO gives that back. All that it holds, where that is not known. */
export function lockedSince(
  name: string | undefined,
  { locked, savepoints }: TransactionState,
): readonly Use[] {
  const savepoint = savepoints.findLast((one) => one.name === name);
  return locked.slice(savepoint?.locked.length ?? 0);
}

function withSavepoint(name: string | undefined, session: TransactionState): TransactionState {
  if (name === undefined) return session;
  const { locked, written, savepoints } = session;
  return { ...session, savepoints: [...savepoints, { name, locked, written }] };
}

/** Those that came after it are gone as well. */
function withoutSavepoint(name: string | undefined, session: TransactionState): TransactionState {
  const { savepoints } = session;
  const at = savepoints.findLastIndex((one) => one.name === name);
  return { ...session, savepoints: savepoints.slice(0, Math.max(at, 0)) };
}

/** What was locked and changed before the savepoint is still locked and changed; whether for update, is not looked at. */
function backTo(name: string | undefined, session: TransactionState): TransactionState {
  const savepoint = session.savepoints.findLast((one) => one.name === name);
  if (!savepoint) return { ...session, lockedForUpdate: [], inTurn: [] };
  const { locked, written } = savepoint;
  const savepoints = session.savepoints.slice(0, session.savepoints.indexOf(savepoint) + 1);
  return { ...session, locked, written, savepoints, lockedForUpdate: [], inTurn: [] };
}

/** The locks that a session holds in this state, as far as its statements tell. */
export function locksOf({ locked }: TransactionState): Footprint {
  return withMode('lock', locked);
}

/** Whether the statement may leave a transaction open that was not open before. */
export function mayBegin({ text }: Statement): boolean {
  return ['begin', 'unknown'].includes(readingOf(text).effect);
}

/** Whether a setting of the session may have another value afterwards. */
export function mayResetSettings({ text }: Statement): boolean {
  return ['set', 'rollback', 'rollback-to', 'unknown'].includes(readingOf(text).effect);
}

/** Whether later transactions of the session may have another level, if they name none. */
export function setsUsualLevel(text: string): boolean {
  // Most texts are not read for this: some come before the parser is loaded.
  if (!/default_transaction|characteristics|set_config|\ball\b/i.test(text)) return false;
  // The name of the setting may be a parameter.
  if (/\bset_config\s*\(\s*[^'\s]/i.test(text)) return true;
  const { setting, effect } = readingOf(text);
  if (effect === 'unknown') return /default_transaction|characteristics/i.test(text);
  return (
    setting !== undefined && /^(?:default_transaction|session characteristics|all$)/.test(setting)
  );
}

/**
 * The advisory lock that a statement takes or gives back. One that lasts as long as its session
 * outlives what is known of the transaction, so only one of a transaction is known by its number.
 */
export function advisoryLock(statement: Statement): Use {
  const key = readingOf(statement.text).advisoryKey;
  return { mode: 'lock', scope: 'advisory locks', key: key && textOf(key, statement.values) };
}

/** The same things in another mode; everything, after a statement whose table is not known. */
export function withMode(mode: Mode, uses: readonly Use[]): Footprint {
  if (uses.some(({ scope }) => scope === anything)) return touchesAnything;
  return uses.map((use) => ({ ...use, mode }));
}

/** What a statement that is not understood has locked, and changed. */
const unknown: readonly Use[] = [{ mode: 'lock', scope: anything }];

/** A transaction when it is not known how it began or what it has done. */
const unknownTransaction: TransactionState = {
  open: true,
  isolation: 'serializable',
  snapshotTaken: true,
  locked: unknown,
  lockedForUpdate: [],
  inTurn: [],
  written: unknown,
  savepoints: [],
};
