import type { Catalog } from '../catalog/catalog.ts';
import { readingOf } from './reading.ts';
import { callsAdded } from './several-rows.ts';
import type { Statement } from './terms.ts';

/**
 * Whether what a statement changes may depend on more than the rows that it changes: on rows that it reads beside them,
 * or on what functions and triggers of the database do. PostgreSQL looks again at a row that it has waited for, and at
 * nothing else that the statement has read.
 */
export function decidesBeside(statement: Statement, catalog: Catalog): boolean {
  const { verb, changes } = readingOf(statement.text);
  if (runsCode(statement, catalog)) return true;
  if (changes.some(({ table, action }) => catalog.table(table)?.triggers.has(action))) return true;
  return readsBeside[verb]?.test(bare(statement)) ?? false;
}

/** Whether a statement calls what was added to the database: a function, or a block of code. */
export function runsCode(statement: Statement, catalog: Catalog): boolean {
  if (readingOf(statement.text).effect !== 'unknown') return false;
  return callsCode.test(bare(statement)) || callsAdded(bare(statement), catalog);
}

/** A statement without what its texts say. */
const bare = ({ text }: Statement) => text.replace(/'(?:[^']|'')*'/g, "''");

const callsCode = /^\s*(?:call|do)\b/i;

/** How each kind of change says that it reads other rows. */
const readsBeside: Readonly<Record<string, RegExp>> = {
  insert: /\bselect\b/i,
  update: /\bselect\b|\bfrom\b/i,
  delete: /\bselect\b|\busing\b/i,
};
