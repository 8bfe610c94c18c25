import { Catalog } from '../../src/control/postgres/catalog/catalog.ts';
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

/** Two tables that nothing connects. */
export const catalog = new Catalog({
  tables: [plainTable('stock'), plainTable('other')],
  sequences: [],
  added: new Set(),
  readsCommitted: true,
});

/** What a statement touches that is sent alone. */
export const alone = (text: string, values: unknown[] = []) =>
  show(footprintOf({ text, values }, noTransaction, catalog));

/** What the last statement touches when the statements before it have run, and each was answered like this. */
export function last(
  texts: readonly string[],
  { rowCount = 1, rows, known = catalog }: Answer & { readonly known?: Catalog } = {},
): string {
  const state = texts
    .slice(0, -1)
    .reduce<TransactionState>(
      (before, text) => afterStatement({ text, values: [] }, before, known, { rowCount, rows }),
      noTransaction,
    );
  return show(footprintOf({ text: texts.at(-1) ?? '', values: [] }, state, known));
}
