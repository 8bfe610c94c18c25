import type { Table } from '../../src/control/postgres/catalog/catalog.ts';

/** A table with a key, a name and an amount, which nothing connects with another one. */
export const plainTable = (scope: string): Table => ({
  scope,
  columns: [{ name: 'id', kind: 'integer' }, { name: 'name', kind: 'text' }, { name: 'amount' }],
  key: { column: 'id', kind: 'integer' },
  isOpaque: false,
  triggers: new Set(),
  uniques: [{ columns: ['id'], comparesEqual: true }],
  checksAnything: false,
  defaultsAnything: false,
  sequences: new Set(),
  deferrable: false,
  references: [],
  referencedBy: [],
});
