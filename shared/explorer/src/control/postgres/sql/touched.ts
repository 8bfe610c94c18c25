import { type Mode, meet, type Use } from '../../../model/footprint.ts';
import { type Catalog, type ReferredTo, type Table, type UniqueIndex } from '../catalog/catalog.ts';
import { orderIn } from '../catalog/names.ts';
import { isOf, picksHeld } from './held-rows.ts';
import { inTurn } from './in-turn.ts';
import { type Reading, readingOf } from './reading.ts';
import { byColumns, byFixed, inserted, picked, type Rows } from './rows.ts';
import type { Statement, TableName } from './terms.ts';
import { isSameTable } from './tree.ts';

/** What a statement touches in the database: what it reads, locks and changes, each with its rows. */
export interface Touched {
  readonly reads: readonly Use[];
  readonly locks: readonly Use[];
  readonly writes: readonly Use[];
  /** Keys of unique indexes that an INSERT of one of them has to wait for, although the row keeps them. */
  readonly keeps: readonly Use[];
  /** What it changes for all sessions at once, whatever becomes of its transaction: sequences, and the order of rows. */
  readonly atOnce: readonly Use[];
  /** Whether something is checked only when its transaction commits. */
  readonly atCommit: boolean;
}

/** What the transaction of a statement has done before it. */
export interface WithinTransaction {
  /** Rows that it has read FOR UPDATE: they are not locked once more. */
  readonly held?: readonly Use[];
  /** What it has changed. */
  readonly written?: readonly Use[];
  /** Whether it locks rows as they are by then, and keeps them: under READ COMMITTED. */
  readonly takesTurns?: boolean;
}

/**
 * What `statement` touches, by its text and by what the database says of its tables; undefined when that is not known.
 */
export function touchedBy(
  statement: Statement,
  catalog: Catalog,
  within: WithinTransaction = {},
): Touched | undefined {
  const { held = [], takesTurns = false } = within;
  const reading = readingOf(statement.text);
  const { effect, reads, calls, operators, changes, picksWithin = [] } = reading;
  if ([...calls, ...operators].some((name) => !catalog.isOwn(name))) return undefined;
  const tables = reads.map((name) => catalog.table(name));
  if (tables.some((table) => table === undefined || table.isOpaque)) return undefined;
  const known = tables as readonly Table[];
  const uses = known.map((table, i) => {
    const within = picksWithin.find((one) => isSameTable(one.table, reads[i] as TableName));
    return useOf(table, picked(within ?? reading, table, statement.values));
  });
  switch (effect) {
    case 'select':
      return {
        ...nothingTouched,
        reads: uses,
        locks: catalog.hasLockedTables ? uses.map(asTable) : [],
      };
    case 'lock-rows': {
      const locked = new Set(reading.locks.map((name) => catalog.table(name)));
      const locks = known
        .filter((table) => locked.has(table) && !isHeld(statement, table, catalog, held))
        .map((table) => ({
          ...useOf(table, kept(reading, table, statement.values, catalog)),
          ...shownBy(reading, table, catalog),
        }));
      const locking = { locks, reads: uses };
      return {
        ...nothingTouched,
        ...(takesTurns ? inTurn(statement, locking, known, catalog) : locking),
      };
    }
    case 'lock-table':
      // Readers do not wait for a locked table, except in the strictest mode, which is the usual one.
      return { ...nothingTouched, locks: [...uses, ...uses.map(asTable)], writes: uses };
    case 'change':
      return changes.reduce<Touched | undefined>(
        (before, change) => before && together(before, changed(statement, change, catalog, within)),
        { ...nothingTouched, reads: uses },
      );
    default:
      return undefined;
  }
}

const nothingTouched: Touched = {
  reads: [],
  locks: [],
  writes: [],
  keeps: [],
  atOnce: [],
  atCommit: false,
};

function changed(
  statement: Statement,
  change: Reading['changes'][number],
  catalog: Catalog,
  { held = [], written = [] }: WithinTransaction,
): Touched | undefined {
  const table = catalog.table(change.table);
  const { anything, atCommit, otherRows, locks, writes, sequences } =
    catalog.consequencesOf(change);
  if (!table || anything) return undefined;
  const reading = readingOf(statement.text);
  const isInsert = change.action === 'insert';
  const isUpdate = change.action === 'update';
  const isAnyRow = otherRows && !isInsert;
  const rows = isInsert
    ? inserted(reading, table, statement)
    : isAnyRow
      ? {}
      : change.conflictsIn
        ? byFixed(
            conflicting(change.conflictsIn, inserted(reading, table, statement), table),
            table,
            catalog,
          )
        : kept(reading, table, statement.values, catalog);
  const own = useOf(table, rows);
  const isOwn = !isInsert && isHeld(statement, table, catalog, held);
  const keys = table.uniques.map((index) => keyOf(index, table, rows));
  const newKeys = isInsert ? keys : [];
  const ordered = change.action === 'delete' ? [...writes] : [table.scope, ...writes];
  const others = locks
    .map((to) => rowReferredTo(to, rows, table, catalog))
    .filter((one) => catalog.hasLockedTables || !held.some((row) => isOf(one, row)));
  // A row that its transaction has changed: PostgreSQL looks for what it refers to, even if that stays as it is.
  const again = isUpdate && meet(written, [own]) ? table.references.map(({ to }) => to) : [];
  // A row that is there already is only read; where it may only be about to come, its key has to be waited for.
  const orThere = (one: Use, mode: Mode) =>
    reading.mayInsertNothing ? { ...one, ifThere: mode } : one;
  const ownRow = orThere(own, 'read');
  const ownKeys = newKeys.map((key) => orThere(key, 'ask'));
  return {
    reads: [],
    locks: [...(isOwn ? [] : [ownRow]), ...ownKeys, ...others, ...again.map(whole)],
    writes: [
      isUpdate ? { ...ownRow, ofFixed: 'keeps' } : ownRow,
      ...ownKeys,
      ...[...writes].map(whole),
    ],
    keeps: isInsert ? [] : keys,
    // A SELECT that asks for no order shows the rows as they came, whatever their keys are.
    atOnce: [
      ...sequences,
      ...ordered.filter((scope) => catalog.isReadInOrder(scope)).map(orderIn),
    ].map(whole),
    atCommit,
  };
}

/**
 * Whether a statement changes or locks none but rows that its transaction holds: other sessions that want them wait anyway.
 * Where tables are locked as such, it may have to wait for that.
 */
function isHeld(
  statement: Statement,
  table: Table,
  catalog: Catalog,
  held: readonly Use[],
): boolean {
  return !catalog.hasLockedTables && picksHeld(statement, table, held);
}

/** The rows that a statement picks by what does not change while it waits for them. */
function kept(reading: Reading, table: Table, values: readonly unknown[], catalog: Catalog): Rows {
  return byFixed(picked(reading, table, values), table, catalog);
}

/** By which key the answer to a SELECT shows which rows of a table it has locked, if it does. */
function shownBy(
  { shows = [] }: Reading,
  table: Table,
  catalog: Catalog,
): Pick<Use, 'shownBy'> | undefined {
  const { column, kind } = table.key ?? {};
  if (column === undefined || (kind !== 'integer' && kind !== 'text')) return undefined;
  const columns = shows.flatMap((one) =>
    one === '*' ? table.columns.map(({ name }) => name) : one,
  );
  const at = columns.indexOf(column);
  return at >= 0 && catalog.isFixed(table, column) ? { shownBy: { column, at, kind } } : undefined;
}

/** The lock of a table as such, which a transaction that reads it holds until the end of the transaction. */
function asTable({ scope }: Use): Use {
  return whole(`${scope} as a table`);
}

/** What is known of the row that an INSERT finds in its place, by a unique index of these columns. */
function conflicting(columns: readonly string[], rows: Rows, { uniques }: Table): Rows {
  const arbiters = uniques.filter(
    (index) =>
      index.columns.length === columns.length &&
      index.columns.every((column) => columns.includes(column)),
  );
  const areEqual = arbiters.length > 0 && arbiters.every(({ comparesEqual }) => comparesEqual);
  return areEqual ? byColumns(rows, columns) : {};
}

/** The keys in a unique index that rows may have, as a scope of its own: rows that differ elsewhere may be alike there. */
function keyOf({ columns, comparesEqual }: UniqueIndex, { scope }: Table, rows: Rows): Use {
  return use(`${scope} unique ${columns.join()}`, comparesEqual ? byColumns(rows, columns) : {});
}

/** The row that a foreign key of an inserted row names, as far as that is known. */
function rowReferredTo(
  { scope, by = [] }: ReferredTo,
  rows: Rows,
  own: Table,
  catalog: Catalog,
): Use {
  const table = catalog.tableOf(scope);
  if (!table) return whole(scope);
  const kindOf = ({ columns }: Table, name: string) =>
    columns.find((one) => one.name === name)?.kind;
  const known = by.flatMap(([column, from]) => {
    const value = rows[from];
    const isAlike = kindOf(table, column) === kindOf(own, from);
    return value !== undefined && isAlike ? [[column, value] as const] : [];
  });
  return use(scope, byFixed(Object.fromEntries(known), table, catalog));
}

function together(one: Touched, other: Touched | undefined): Touched | undefined {
  return (
    other && {
      reads: [...one.reads, ...other.reads],
      locks: [...one.locks, ...other.locks],
      writes: [...one.writes, ...other.writes],
      keeps: [...one.keeps, ...other.keeps],
      atOnce: [...one.atOnce, ...other.atOnce],
      atCommit: one.atCommit || other.atCommit,
    }
  );
}

function useOf({ scope }: Table, rows: Rows): Use {
  return use(scope, rows);
}

function whole(scope: string): Use {
  return use(scope, {});
}

function use(scope: string, rows: Rows): Use {
  return { mode: 'lock', scope, ...(Object.keys(rows).length > 0 && { rows }) };
}
