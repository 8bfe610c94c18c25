import type { Use } from '../../../model/footprint.ts';
import type { Catalog, Table } from '../catalog/catalog.ts';
import { type Reading, readingOf } from './reading.ts';
import { type Statement, textOf, type Value } from './terms.ts';

/** What a statement touches in the database: what it reads, locks and changes, each with its rows. */
export interface Touched {
  readonly reads: readonly Use[];
  readonly locks: readonly Use[];
  readonly writes: readonly Use[];
  /** What it changes for all sessions at once, whatever becomes of its transaction: sequences. */
  readonly atOnce: readonly Use[];
  /** Whether something is checked only when its transaction commits. */
  readonly atCommit: boolean;
}

/** What `statement` touches, by its text and by what the database says of its tables; undefined when that is not known. */
export function touchedBy(statement: Statement, catalog: Catalog): Touched | undefined {
  const reading = readingOf(statement.text);
  const { effect, reads, calls, operators, changes } = reading;
  if ([...calls, ...operators].some((name) => !catalog.isOwn(name))) return undefined;
  const tables = reads.map((name) => catalog.table(name));
  if (tables.some((table) => table === undefined || table.isOpaque)) return undefined;
  const known = tables as readonly Table[];
  const uses = known.map((table): Use => rowOf(reading, table, statement.values));
  switch (effect) {
    case 'select':
      return { ...nothingTouched, reads: uses };
    case 'lock-rows':
      return { ...nothingTouched, locks: uses, reads: uses };
    case 'lock-table':
      // Readers do not wait for a locked table, except in the strictest mode, which is the usual one.
      return { ...nothingTouched, locks: uses, writes: uses };
    case 'change':
      return changes.reduce<Touched | undefined>(
        (before, change) => before && together(before, changed(statement, change, catalog)),
        { ...nothingTouched, reads: uses },
      );
    default:
      return undefined;
  }
}

const nothingTouched: Touched = { reads: [], locks: [], writes: [], atOnce: [], atCommit: false };

function changed(
  { text, values }: Statement,
  change: Reading['changes'][number],
  catalog: Catalog,
): Touched | undefined {
  const table = catalog.table(change.table);
  const { anything, atCommit, otherRows, locks, writes, sequences } =
    catalog.consequencesOf(change);
  if (!table || anything) return undefined;
  const own: Use = otherRows
    ? { mode: 'lock', scope: table.scope }
    : rowOf(readingOf(text), table, values);
  const whole = (scope: string): Use => ({ mode: 'lock', scope });
  return {
    reads: [],
    locks: [own, ...[...locks].map(whole)],
    writes: [own, ...[...writes].map(whole)],
    atOnce: [...sequences].map(whole),
    atCommit,
  };
}

function together(one: Touched, other: Touched | undefined): Touched | undefined {
  return (
    other && {
      reads: [...one.reads, ...other.reads],
      locks: [...one.locks, ...other.locks],
      writes: [...one.writes, ...other.writes],
      atOnce: [...one.atOnce, ...other.atOnce],
      atCommit: one.atCommit || other.atCommit,
    }
  );
}

/** The single row that a statement picks by the table's key, or all of its rows. */
function rowOf({ picks }: Reading, { scope, key }: Table, values: readonly unknown[]): Use {
  const value = key && picks.get(key.column);
  const row = key && value && rowText(value, key, values);
  return { mode: 'lock', scope, ...(row !== undefined && { key: row }) };
}

/** The key of a row, as one text for equal values; undefined for a value that drivers write in ways of their own. */
export function rowText(
  value: Value,
  { type }: NonNullable<Table['key']>,
  values: readonly unknown[],
): string | undefined {
  const text = textOf(value, values);
  return text === undefined ? undefined : canonical(text, type);
}

/** Equal values as equal texts: PostgreSQL takes `7`, `07` and `' 7'` for one integer. */
function canonical(text: string, type: NonNullable<Table['key']>['type']): string | undefined {
  if (type === 'integer')
    return /^\s*[+-]?\d+\s*$/.test(text)
      ? String(BigInt(text.trim().replace(/^\+/, '')))
      : undefined;
  if (type === 'text') return text;
  const digits = text.toLowerCase().replace(/[{}-]/g, '');
  return /^[0-9a-f]{32}$/.test(digits) ? digits : undefined;
}
