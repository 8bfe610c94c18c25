import type { Use } from '../../../model/footprint.ts';
import type { Catalog, Table } from '../catalog/catalog.ts';
import { type Reading, readingOf } from './reading.ts';
import { inserted, rowText } from './rows.ts';
import type { Statement } from './terms.ts';

/** Rows of a table, by the values of its key; undefined where the statement may pick others besides. */
export function keysPicked(
  { picks, picksAmong }: Pick<Reading, 'picks' | 'picksAmong'>,
  { key }: Pick<Table, 'key'>,
  values: readonly unknown[],
): readonly string[] | undefined {
  if (!key) return undefined;
  const one = picks.get(key.column);
  const texts = (one ? [one] : (picksAmong.get(key.column) ?? [])).map((value) =>
    rowText(value, key.kind, values),
  );
  if (texts.length === 0 || texts.includes(undefined)) return undefined;
  return [...new Set(texts as readonly string[])];
}

/**
 * The rows that a SELECT has locked FOR UPDATE: those that it names by their key, where it has found all of them. No other
 * session can lock or change them until the transaction ends.
 */
export function heldBy(
  { text, values }: Statement,
  rowCount: number | undefined,
  catalog: Catalog,
): readonly Use[] {
  const { locksForUpdate, asksSafely, locks, ...reading } = readingOf(text);
  const [table] = locks.map((name) => catalog.table(name));
  if (!locksForUpdate || !asksSafely || !table?.key) return [];
  const { scope, key } = table;
  const keys = keysPicked(reading, table, values) ?? [];
  if (keys.length !== rowCount || !catalog.isFixed(table, key.column)) return [];
  return keys.map((text) => ({ mode: 'lock', scope, rows: { [key.column]: text } }));
}

/** The row that an INSERT has brought, by its key: no other session sees it, or can bring one of this key, until the transaction ends. */
export function broughtBy(
  statement: Statement,
  rowCount: number | undefined,
  catalog: Catalog,
): readonly Use[] {
  const reading = readingOf(statement.text);
  const [change, ...more] = reading.changes;
  if (change?.action !== 'insert' || more.length > 0 || rowCount !== 1) return [];
  const table = catalog.table(change.table);
  const { column } = table?.key ?? {};
  if (!table || column === undefined || !catalog.isFixed(table, column)) return [];
  const { [column]: text } = inserted(reading, table, statement);
  return text === undefined ? [] : [{ mode: 'lock', scope: table.scope, rows: { [column]: text } }];
}

/** Whether a statement picks none but rows that its transaction holds. */
export function picksHeld(
  { text, values }: Statement,
  table: Table,
  held: readonly Use[],
): boolean {
  const reading = readingOf(text);
  return reading.asksSafely && areHeld(keysPicked(reading, table, values), table, held);
}

/** Whether a transaction holds all rows of a table that have these keys. */
export function areHeld(
  keys: readonly string[] | undefined,
  { scope, key }: Table,
  held: readonly Use[],
): boolean {
  const isHeld = (text: string) =>
    held.some((one) => one.scope === scope && one.rows?.[key?.column ?? ''] === text);
  return keys?.every(isHeld) ?? false;
}

/** Whether a use is of no other row than this one. */
export function isOf({ scope, rows = {} }: Use, row: Use): boolean {
  return (
    scope === row.scope &&
    Object.entries(row.rows ?? {}).every(([column, value]) => rows[column] === value)
  );
}
