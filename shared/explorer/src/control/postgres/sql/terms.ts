import type { SentStatement } from '../../../model/operation.ts';

/** What is sent to PostgreSQL. */
export type Statement = SentStatement;

/** The name of a table as a statement has it. */
export interface TableName {
  readonly schema?: string;
  readonly name: string;
}

/** What a statement does to its session and its transaction. Anything unusual is `unknown`. */
export type Effect =
  | 'begin'
  | 'commit'
  | 'rollback'
  | 'rollback-to'
  | 'savepoint'
  | 'release-savepoint'
  | 'set'
  | 'select'
  | 'lock-rows'
  | 'lock-table'
  | 'change'
  | 'advisory-lock'
  | 'next-value'
  | 'unknown';

/** A value in a statement: the number of a parameter, or what stands there, in quotes or as a number. */
export type Value =
  | { readonly parameter: number }
  | { readonly literal: string; readonly isNumber: boolean };

/** The only row that an INSERT brings. */
export interface InsertedRow {
  /** Where it names none, its values are those of the table's columns, in their order. */
  readonly columns: readonly string[];
  /** Undefined for one that does not stand there as it is stored. */
  readonly values: readonly (Value | undefined)[];
}

/** How a statement changes a table. */
export interface Change {
  readonly table: TableName;
  readonly action: 'insert' | 'update' | 'delete';
  /** The columns that an UPDATE sets. */
  readonly sets: readonly string[];
  /** Whether it takes the default of some column. */
  readonly takesDefaults: boolean;
  /** Of the UPDATE in an INSERT … ON CONFLICT: the columns in which its row is like the one that was to be inserted. */
  readonly conflictsIn?: readonly string[];
}

/** The levels that PostgreSQL tells apart. */
export type Isolation = 'read committed' | 'repeatable read' | 'serializable';

/** A value as text; undefined for one that drivers write in ways of their own. */
export function textOf(value: Value, values: readonly unknown[]): string | undefined {
  if ('literal' in value) return value.literal;
  const given = values[value.parameter - 1];
  if (typeof given === 'number' || typeof given === 'bigint') return String(given);
  return typeof given === 'string' ? given : undefined;
}
