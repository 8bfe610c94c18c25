import type { Catalog } from '../catalog/catalog.ts';
import { readingOf } from './reading.ts';
import type { Statement } from './terms.ts';

/** Whether a statement may lock or change several rows, one after the other. */
export function goesThroughRows({ text }: Statement, catalog: Catalog): boolean {
  const { effect, verb, reads, changes, picks, insertsSeveral } = readingOf(text);
  if (effect === 'unknown') return ['update', 'delete'].includes(verb) || emptying.test(text);
  const [table] = (effect === 'lock-rows' ? reads : changes.map((change) => change.table)).map(
    (name) => catalog.table(name),
  );
  if (insertsSeveral)
    return [...(table?.unique ?? ['*'])].some(
      (column) => column === '*' || insertsSeveral === 'all' || insertsSeveral.includes(column),
    );
  const goes = effect === 'lock-rows' || (effect === 'change' && verb !== 'insert');
  return goes && !(table?.key && picks.has(table.key.column));
}

const emptying = /^\s*(?:truncate|merge)\b/i;
