import type { Learnt } from '../../../model/exploration.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { columnOf, orderInAny } from '../catalog/names.ts';
import { readInOrder } from './order-of-rows.ts';
import { readingOf } from './reading.ts';
import type { Statement } from './terms.ts';
import { touchedBy } from './touched.ts';

/** What a statement does by which what is known of others may not hold. */
export type Moves = Pick<Learnt, 'moved' | 'locksTables'>;

/** What `statement` moves. Even what is not understood hardly ever changes a primary key. */
export function movesOf(statement: Statement, catalog: Catalog): Moves {
  const { effect, changes } = readingOf(statement.text);
  const isOfRows = ['select', 'lock-rows', 'change', 'unknown'].includes(effect);
  if (!isOfRows) return { moved: [], locksTables: effect === 'lock-table' };
  const touched = touchedBy(statement, catalog);
  // What is not understood may lock tables, or look at who does.
  const locksTables = !touched;
  const moved = changes.flatMap(({ table, sets }) => {
    const scope = catalog.table(table)?.scope;
    return sets.map((column) => (scope === undefined ? '*' : columnOf(scope, column)));
  });
  const shown = touched ? readInOrder(statement.text, catalog) : ['*', orderInAny];
  return { moved: [...moved, ...shown], locksTables };
}
