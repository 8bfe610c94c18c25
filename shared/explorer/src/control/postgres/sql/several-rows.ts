import type { Catalog } from '../catalog/catalog.ts';
import { readingOf } from './reading.ts';
import type { Statement } from './terms.ts';
import { rowText } from './touched.ts';
import { noTransaction, type TransactionState } from './transaction.ts';

/** Whether a statement may come to lock or change several rows, one after the other, that its transaction does not hold yet. */
export function goesThroughRows(
  { text, values }: Statement,
  catalog: Catalog,
  { lockedForUpdate }: Pick<TransactionState, 'lockedForUpdate'> = noTransaction,
): boolean {
  const { effect, verb, reads, changes, picks, picksAmong, insertsSeveral } = readingOf(text);
  if (effect === 'unknown') return ['update', 'delete'].includes(verb) || emptying.test(text);
  const [table] = (effect === 'lock-rows' ? reads : changes.map((change) => change.table)).map(
    (name) => catalog.table(name),
  );
  if (insertsSeveral)
    return [...(table?.unique ?? ['*'])].some(
      (column) => column === '*' || insertsSeveral === 'all' || insertsSeveral.includes(column),
    );
  if (effect !== 'lock-rows' && (effect !== 'change' || verb === 'insert')) return false;
  const key = table?.key;
  if (!key) return true;
  if (picks.has(key.column)) return false;
  const isHeld = (row: string | undefined) =>
    row !== undefined &&
    lockedForUpdate.some((held) => held.scope === table.scope && held.key === row);
  const among = picksAmong.get(key.column);
  return !among?.every((value) => isHeld(rowText(value, key, values)));
}

const emptying = /^\s*(?:truncate|merge)\b/i;
