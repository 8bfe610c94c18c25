import type { Catalog } from '../catalog/catalog.ts';
import { orderIn, orderInAny } from '../catalog/names.ts';
import { readingOf } from './reading.ts';
import { isSameTable } from './tree.ts';

/**
 * The tables of which a statement shows in what order their rows lie, each as `Catalog.isReadInOrder` knows it: those
 * from which it may take several rows without an order of its own. `orderInAny` where that is not known.
 */
export function readInOrder(text: string, catalog: Catalog): readonly string[] {
  const reading = readingOf(text);
  const { effect, changes, reads, inserts, picks, sortedBy, countsOnly } = reading;
  const { asksOnlyWhether = [] } = reading;
  if (effect === 'unknown') return [orderInAny];
  if (countsOnly) return [];
  // An INSERT that brings more than one plain row may have a query in it. What ON CONFLICT finds, it finds by an index.
  const changed = changes.filter(
    ({ action, conflictsIn }) => !conflictsIn && (action !== 'insert' || !inserts),
  );
  const shown = reads.filter((name) => !asksOnlyWhether.some((one) => isSameTable(one, name)));
  return [...shown, ...changed.map(({ table }) => table)].flatMap((name) => {
    const table = catalog.table(name);
    if (!table) return [orderInAny];
    const key = table.key?.column;
    const sorted = sortedBy && isSameTable(sortedBy.table, name) ? sortedBy.columns : [];
    if (key !== undefined && (picks.has(key) || sorted.includes(key))) return [];
    return [orderIn(table.scope)];
  });
}
