import type { Catalog, Table } from '../catalog/catalog.ts';
import { areHeld, keysPicked } from './held-rows.ts';
import { readingOf } from './reading.ts';
import type { Change, Statement } from './terms.ts';
import { noTransaction, type TransactionState } from './transaction.ts';

/** Whether a statement may come to lock or change several rows, one after the other, that its transaction does not hold yet. */
export function goesThroughRows(
  { text, values }: Statement,
  catalog: Catalog,
  { lockedForUpdate }: Pick<TransactionState, 'lockedForUpdate'> = noTransaction,
): boolean {
  const reading = readingOf(text);
  const { effect, verb, reads, changes, picks, insertsSeveral } = reading;
  if (effect === 'unknown')
    return ['update', 'delete'].includes(verb) || doesMore.test(text) || callsAdded(text, catalog);
  if (changes.some((change) => reachesFurther(change, catalog.table(change.table)))) return true;
  const [table] = (effect === 'lock-rows' ? reads : changes.map((change) => change.table)).map(
    (name) => catalog.table(name),
  );
  if (insertsSeveral)
    return (table?.uniques.flatMap(({ columns }) => columns) ?? ['*']).some(
      (column) => column === '*' || insertsSeveral === 'all' || insertsSeveral.includes(column),
    );
  if (effect !== 'lock-rows' && (effect !== 'change' || verb === 'insert')) return false;
  if (!table?.key) return true;
  if (picks.has(table.key.column)) return false;
  return !areHeld(keysPicked(reading, table, values), table, lockedForUpdate);
}

/** Code of the database, several tables at once, or changes in a statement of another kind or in several. */
const doesMore = /^\s*(?:call|do)\b|\b(?:truncate|merge|insert|update|delete)\b/i;

/** Whether it may call a function that the database has added. */
export function callsAdded(text: string, catalog: Catalog): boolean {
  return [...text.matchAll(/(\w+)"?\s*\(/g)].some(
    ([, name = '']) => !catalog.isOwn(name) || !catalog.isOwn(name.toLowerCase()),
  );
}

/** Whether triggers or foreign keys change other rows after this one. */
function reachesFurther({ action, sets }: Change, table: Table | undefined): boolean {
  if (!table) return false;
  const { triggers, referencedBy } = table;
  if (triggers.has(action)) return true;
  return referencedBy.some(({ toColumns, onDelete, onUpdate }) =>
    action === 'delete'
      ? onDelete !== 'refuse'
      : onUpdate !== 'refuse' && sets.some((column) => toColumns.includes(column)),
  );
}
