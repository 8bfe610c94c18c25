import type { SqlSummary } from '../../../model/operation.ts';
import type { Catalog } from '../catalog/catalog.ts';
import { scopeOf } from '../catalog/names.ts';
import { decidesBeside, runsCode } from './decides-beside.ts';
import { readingOf } from './reading.ts';
import { goesThroughRows } from './several-rows.ts';
import { type Effect, type Statement, textOf } from './terms.ts';
import type { TransactionState } from './transaction.ts';

/** What a statement says, for code that shows or judges it: such code need not read the text. */
export function summaryOf(
  { text, values }: Statement,
  catalog?: Catalog,
  transaction?: TransactionState,
): SqlSummary {
  const { verb, tables, effect, interrupts, picks, changes, changesRows } = readingOf(text);
  const picked = picks.get('id');
  // A row that gets another id is two rows for every other session.
  const renames = changes.some(({ sets }) => sets.includes('id'));
  return {
    verb,
    tables: tables.map(({ schema = 'public', name }) => scopeOf(schema, name)),
    row: picked && !renames ? textOf(picked, values)?.toLowerCase() : undefined,
    locksRows: effect === 'lock-rows',
    interrupts,
    ...(catalog &&
      goesThroughRows({ text, values }, catalog, transaction) && { goesThroughRows: true }),
    ...(catalog && decidesBeside({ text, values }, catalog) && { decidesBeside: true }),
    ...((changesRows || (catalog && runsCode({ text, values }, catalog))) && { mayChange: true }),
  };
}

/** What kind of statement this is. Anything unusual is `unknown`. */
export function effectOf(text: string): Effect {
  return readingOf(text).effect;
}
