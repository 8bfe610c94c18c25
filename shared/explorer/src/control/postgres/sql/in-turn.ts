import type { Use } from '../../../model/footprint.ts';
import type { Catalog, Table } from '../catalog/catalog.ts';
import { readingOf } from './reading.ts';
import { type Statement, textOf } from './terms.ts';

/** What a SELECT … FOR UPDATE reads, of each of its tables, and which rows it locks. */
export interface Locking {
  readonly reads: readonly Use[];
  readonly locks: readonly Use[];
}

/**
 * What a SELECT … FOR UPDATE touches that reads these `tables`, the one whose rows it locks first. They are asked for in turn
 * where it locks each of them as it is when no other session keeps it any more, and which ones these are does not change
 * meanwhile. Then it makes no difference whether it asks while another session has them, and waits, or when they have been
 * given back.
 */
export function inTurn(
  statement: Statement,
  locking: Locking,
  tables: readonly Table[],
  catalog: Catalog,
): Locking {
  if (!asksInTurn(statement, locking.locks, tables, catalog)) return locking;
  const [own, ...within] = locking.reads;
  return {
    locks: locking.locks.map((one) => ({ ...one, inTurn: 'asks' })),
    reads: [
      ...(own ? [{ ...own, inTurn: 'asks' as const }] : []),
      ...within.map((one) => ({ ...one, ofFixed: 'asks' as const })),
    ],
  };
}

function asksInTurn(
  { text, values }: Statement,
  locks: readonly Use[],
  [own, ...within]: readonly Table[],
  catalog: Catalog,
): boolean {
  const { queuedBy, picksWithin = [] } = readingOf(text);
  if (!queuedBy || !own?.key || !catalog.takesTurns || catalog.hasLockedTables) return false;
  const { column } = own.key;
  const { limit } = queuedBy;
  if (queuedBy.column !== column || !catalog.isFixed(own, column)) return false;
  if (limit && !/^[1-9]\d*$/.test(textOf(limit, values) ?? '')) return false;
  return (
    locks.length > 0 &&
    locks.every(({ rows, shownBy }) => shownBy !== undefined || rows?.[column] !== undefined) &&
    within.every((table) => {
      const query = picksWithin.find((one) => catalog.table(one.table) === table);
      const { asksSafely = false, columns = [] } = query ?? {};
      return asksSafely && columns.every((one) => one !== '*' && catalog.isFixed(table, one));
    })
  );
}
