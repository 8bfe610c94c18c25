import { type Catalog, columnOf } from '../catalog/catalog.ts';
import { readingOf } from './reading.ts';
import type { Statement } from './terms.ts';
import { touchedBy } from './touched.ts';

/** What a statement says of the columns by which rows are told apart, as `table.column`. */
export interface Moves {
  /** Those that it relies on: see `Catalog.isFixed`. */
  readonly relied: readonly string[];
  /** Those that it may change; `*` for any column but a primary key. */
  readonly moved: readonly string[];
  /** Whether it locks a table as such. */
  readonly locksTable: boolean;
}

/** What `statement` relies on, and what it moves. Even what is not understood hardly ever changes a primary key. */
export function movesOf(statement: Statement, catalog: Catalog): Moves {
  const { effect, verb, changes } = readingOf(statement.text);
  const isOfRows = ['select', 'lock-rows', 'change', 'unknown'].includes(effect);
  const locksTable = effect === 'lock-table';
  if (!isOfRows || verb === 'savepoint') return { relied: [], moved: [], locksTable };
  const touched = touchedBy(statement, catalog);
  const moved = changes.flatMap(({ table, sets }) => {
    const scope = catalog.table(table)?.scope;
    return sets.map((column) => (scope === undefined ? '*' : columnOf(scope, column)));
  });
  return { relied: touched?.fixed ?? [], moved: touched ? moved : [...moved, '*'], locksTable };
}
