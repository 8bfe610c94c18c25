import { Catalog, type Table } from '../../src/control/postgres/catalog/catalog.ts';
import { footprintOf } from '../../src/control/postgres/sql/footprint.ts';
import {
  afterStatement,
  noTransaction,
  type TransactionState,
} from '../../src/control/postgres/sql/transaction.ts';
import type { Answer, Footprint } from '../../src/model/footprint.ts';
import { plainTable } from './plain-table.ts';

/** `read stock 1, release stock, release other if it fails`, or `everything`. */
export function show(footprint: Footprint): string {
  if (footprint === 'everything') return footprint;
  const uses = footprint.map(({ mode, scope, key = '', rows = {}, onFailure }) => {
    const values = Object.entries(rows).map(([column, value]) => `${column}=${value}`);
    return [mode, scope, key, ...values, onFailure ? 'if it fails' : ''].filter(Boolean).join(' ');
  });
  return uses.join(', ');
}

/** What is known of a database with these tables. */
export const catalogOf = (...tables: Table[]) =>
  new Catalog({ tables, sequences: [], added: new Set(), readsCommitted: true });

/** Two tables that nothing connects. */
export const catalog = catalogOf(plainTable('stock'), plainTable('other'));

/** The same, but for a column of the one that refers to one of the same name of the other. */
export function catalogWithReference(column: string): Catalog {
  const reference = { from: 'stock', columns: [column], to: 'other', toColumns: [column] };
  const references = [{ ...reference, onDelete: 'refuse', onUpdate: 'refuse' }] as const;
  return catalogOf({ ...plainTable('stock'), references }, plainTable('other'));
}

/** What a statement touches that is sent alone. */
export const alone = (text: string, values: unknown[] = []) =>
  show(footprintOf({ text, values }, noTransaction, catalog));

/** How a session stands when these statements have run, and each was answered like this. */
export function stateAfter(
  texts: readonly string[],
  { rowCount = 1, rows, known = catalog }: Answered = {},
): TransactionState {
  return texts.reduce<TransactionState>(
    (before, text) => afterStatement({ text, values: [] }, before, known, { rowCount, rows }),
    noTransaction,
  );
}

/** What the last statement touches when the statements before it have run, and each was answered like this. */
export function footprintOfLast(texts: readonly string[], answered: Answered = {}): Footprint {
  const state = stateAfter(texts.slice(0, -1), answered);
  const last = { text: texts.at(-1) ?? '', values: [] };
  return footprintOf(last, state, answered.known ?? catalog);
}

/** The same, shown. */
export const last = (...of: Parameters<typeof footprintOfLast>) => show(footprintOfLast(...of));

type Answered = Answer & { readonly known?: Catalog };
