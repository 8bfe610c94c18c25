import type { Catalog } from '../catalog/catalog.ts';
import { readingOf } from './reading.ts';
import { callsAdded } from './several-rows.ts';
import type { Statement } from './terms.ts';

/**
 * Whether what a statement changes may depend on more than the rows that it changes: on rows that it reads beside them,
 * or on what functions and triggers of the database do. PostgreSQL looks again at a row that it has waited for, and at
 * nothing else that the statement has read.
 */
export function decidesBeside({ text }: Statement, catalog: Catalog): boolean {
  const { effect, verb, changes } = readingOf(text);
  const bare = text.replace(/'(?:[^']|'')*'/g, "''");
  if (effect === 'unknown' && (callsCode.test(bare) || callsAdded(bare, catalog))) return true;
  if (changes.some(({ table, action }) => catalog.table(table)?.triggers.has(action))) return true;
  return readsBeside[verb]?.test(bare) ?? false;
}

const callsCode = /^\s*(?:call|do)\b/i;

/** How each kind of change says that it reads other rows. */
const readsBeside: Readonly<Record<string, RegExp>> = {
  insert: /\bselect\b/i,
  update: /\bselect\b|\bfrom\b/i,
  delete: /\bselect\b|\busing\b/i,
};
