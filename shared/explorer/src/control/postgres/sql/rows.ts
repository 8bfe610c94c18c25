import type { Catalog, Kind, Table } from '../catalog/catalog.ts';
import type { Reading } from './reading.ts';
import { type Statement, textOf, type Value } from './terms.ts';

/** Rows of a table, by the values that some of its columns have. */
export type Rows = Readonly<Record<string, string>>;

/** The rows that the condition of a statement picks. */
export function picked(
  { picks, asksSafely }: Pick<Reading, 'picks' | 'asksSafely'>,
  { columns }: Table,
  values: readonly unknown[],
): Rows {
  if (!asksSafely) return {};
  const known = columns.flatMap(({ name, kind }) => {
    const value = picks.get(name);
    const text = value && kind && rowText(value, kind, values);
    return text === undefined ? [] : [[name, text] as const];
  });
  return Object.fromEntries(known);
}

/** The row that an INSERT brings, as far as its values stand there. */
export function inserted({ inserts }: Reading, { columns }: Table, { values }: Statement): Rows {
  if (!inserts) return {};
  const names = inserts.columns.length > 0 ? inserts.columns : columns.map(({ name }) => name);
  const known = inserts.values.flatMap((value, i) => {
    const column = columns.find(({ name }) => name === names[i]);
    const text = value && column?.kind && storedText(value, column.kind, values);
    return column && text !== undefined ? [[column.name, text] as const] : [];
  });
  return Object.fromEntries(known);
}

/** The rows that are known by columns that keep their values for as long as the rows last. */
export function byFixed(rows: Rows, table: Table, catalog: Catalog): Rows {
  return Object.fromEntries(
    Object.entries(rows).filter(([column]) => catalog.isFixed(table, column)),
  );
}

/** The rows as far as these columns tell them apart. */
export function byColumns(rows: Rows, columns: readonly string[]): Rows {
  return Object.fromEntries(Object.entries(rows).filter(([column]) => columns.includes(column)));
}

/** A value as one text for all that are equal to it; undefined for one that drivers write in ways of their own. */
export function rowText(value: Value, kind: Kind, values: readonly unknown[]): string | undefined {
  const text = textOf(value, values);
  // A number becomes a text in PostgreSQL's own way.
  if (text === undefined || (kind === 'text' && 'isNumber' in value && value.isNumber))
    return undefined;
  return canonical(text, kind);
}

/** The same for a value that is stored: a `varchar` may cut spaces off its end. */
function storedText(value: Value, kind: Kind, values: readonly unknown[]): string | undefined {
  const text = rowText(value, kind, values);
  return kind === 'text' && text?.endsWith(' ') ? undefined : text;
}

/** Equal values as equal texts: PostgreSQL takes `7`, `07` and `' 7'` for one integer. */
function canonical(text: string, kind: Kind): string | undefined {
  if (kind === 'integer')
    return /^\s*[+-]?\d+\s*$/.test(text)
      ? String(BigInt(text.trim().replace(/^\+/, '')))
      : undefined;
  if (kind === 'text') return text;
  const digits = text.toLowerCase().replace(/[{}-]/g, '');
  return /^[0-9a-f]{32}$/.test(digits) ? digits : undefined;
}
