import type { Change, TableName } from '../sql/terms.ts';
import { byName, columnOf, orderIn, orderInAny, resolved } from './names.ts';

/** What a change of a table brings about, by what the database says of its tables. */
export interface Consequences {
  /** Whether it may do anything at all: what triggers, rules and policies do is not known. */
  readonly anything: boolean;
  /** Whether something is checked only when the transaction commits. */
  readonly atCommit: boolean;
  /** Whether it can concern other rows of the table than those that it names. */
  readonly otherRows: boolean;
  /** What it locks, and reads, beside its own rows. */
  readonly locks: readonly ReferredTo[];
  /** The tables whose rows it changes beside its own. */
  readonly writes: ReadonlySet<string>;
  /** The sequences that it draws from. */
  readonly sequences: ReadonlySet<string>;
}

/** Rows of another table. */
export interface ReferredTo {
  readonly scope: string;
  /** Where it is one row: which of its columns holds what which column of the changed row does. */
  readonly by?: readonly (readonly [column: string, own: string])[];
}

/** How equal values of a column are known by their text. */
export type Kind = 'integer' | 'uuid' | 'text';

/** A column of a table. */
export interface Column {
  readonly name: string;
  /** Absent where equal values may have different texts, and where the database fills it by itself. */
  readonly kind?: Kind | undefined;
}

/** One table, as the database has it. Columns are named. */
export interface Table {
  /** `schema.name`, or the name alone in the schema `public`. */
  readonly scope: string;
  /** In their order. */
  readonly columns: readonly Column[];
  /** The single column of its primary key, where it has a kind. */
  readonly key?: { readonly column: string; readonly kind: Kind } | undefined;
  /** Whether reading it runs more than its rows say: a view, a policy, inheritance, a foreign table. */
  readonly isOpaque: boolean;
  /** The events whose triggers or rules may do anything. */
  readonly triggers: ReadonlySet<Change['action']>;
  /** Its unique indexes and exclusion constraints, that of the primary key too. */
  readonly uniques: readonly UniqueIndex[];
  /** Whether its constraints and generated columns call what is not known. */
  readonly checksAnything: boolean;
  /** Whether its defaults call what is not known. */
  readonly defaultsAnything: boolean;
  readonly sequences: ReadonlySet<string>;
  /** Whether one of its constraints may be checked at the end of a transaction. */
  readonly deferrable: boolean;
  readonly references: readonly Reference[];
  readonly referencedBy: readonly Reference[];
}

/** What keeps rows of a table from being alike. */
export interface UniqueIndex {
  /** What it looks at; `*` for all. */
  readonly columns: readonly string[];
  /** Whether only rows of equal values are alike, as their columns have them. */
  readonly comparesEqual: boolean;
}

/** A foreign key. Its columns, and those that they refer to, are `*` where they change with others. */
export interface Reference {
  readonly from: string;
  readonly columns: readonly string[];
  readonly to: string;
  readonly toColumns: readonly string[];
  readonly onDelete: ReferenceAction;
  readonly onUpdate: ReferenceAction;
}

/** What a foreign key does to the rows that refer to one that is deleted, or gets another key. */
export type ReferenceAction = 'refuse' | 'cascade' | 'set';

/** What a search knows of the database that its code uses. It knows nothing until it is read. */
export class Catalog {
  readonly #tables: ReadonlyMap<string, Table>;
  readonly #scopesByName: ReadonlyMap<string, readonly string[]>;
  readonly #sequences: ReadonlyMap<string, readonly string[]>;
  /** Functions and operators that the database has added: they may hide those of the same name. */
  readonly #added: ReadonlySet<string>;
  /** Whether a transaction that names no level is READ COMMITTED. */
  readonly readsCommitted: boolean;

  /**
   * Columns whose values change under the rows that they pick, as `table.column`, `*` for all but primary keys; and orders
   * of rows that are read, as `orderIn` calls them.
   */
  readonly #moved: ReadonlySet<string>;
  /** Whether tables are locked as such: then it matters who reads them, until the end of the transaction. */
  readonly hasLockedTables: boolean;

  /** Whether a session that asks for rows in turn is taken to ask when they have been given back. */
  readonly takesTurns: boolean;

  /** The database that it speaks of. */
  readonly database: string | undefined;
  readonly #contents: CatalogContents;
  /** What was taken not to move, named as in `moved`; also by the catalogs that this one was made of, or that were made of it. */
  readonly #takenAsFixed: Set<string>;

  constructor(contents: CatalogContents) {
    const { tables, sequences, added, readsCommitted, takenAsFixed = new Set() } = contents;
    this.#takenAsFixed = takenAsFixed;
    this.#contents = { ...contents, takenAsFixed };
    this.database = contents.database;
    this.#tables = new Map(tables.map((table) => [table.scope, table]));
    this.#scopesByName = byName(tables.map(({ scope }) => scope));
    this.#sequences = byName(sequences);
    this.#added = added;
    this.readsCommitted = readsCommitted;
    this.#moved = contents.moved ?? new Set();
    this.hasLockedTables = contents.hasLockedTables ?? false;
    this.takesTurns = contents.takesTurns ?? false;
  }

  /** The same for a session whose transactions may have another level than usual. */
  ofAnyLevel(): Catalog {
    return new Catalog({ ...this.#contents, readsCommitted: false });
  }

  /** The same, once these columns have been seen to move: see `isFixed`. */
  withMoved(moved: ReadonlySet<string>): Catalog {
    return new Catalog({ ...this.#contents, moved });
  }

  /** The same, once a statement has locked a table. */
  withLockedTables(): Catalog {
    return new Catalog({ ...this.#contents, hasLockedTables: true });
  }

  /** The same, as long as no run has shown that it matters when a session asks for rows in turn. */
  withTurns(): Catalog {
    return new Catalog({ ...this.#contents, takesTurns: true });
  }

  /**
   * Whether a column keeps its value for as long as its row lasts. A statement that waits for a row whose columns then
   * change keeps the row locked, even where it does not pick it any more.
   */
  isFixed({ scope, key, references }: Table, column: string): boolean {
    if (this.#moved.has(columnOf(scope, column))) return false;
    if (this.#moved.has('*') && key?.column !== column) return false;
    const moves = references.some(
      ({ columns, onDelete, onUpdate }) =>
        columns.includes(column) && (onDelete === 'set' || onUpdate !== 'refuse'),
    );
    if (!moves) this.#takenAsFixed.add(columnOf(scope, column));
    return !moves;
  }

  /**
   * Whether some statement shows in what order the rows of this table lie: an INSERT puts its row behind the others, and
   * so does an UPDATE. Without such a statement, it does not matter which of two came first.
   */
  isReadInOrder(scope: string): boolean {
    const isRead = this.#moved.has(orderInAny) || this.#moved.has(orderIn(scope));
    if (!isRead) this.#takenAsFixed.add(orderIn(scope));
    return isRead;
  }

  /** Whether it has said by now that this does not move, or is not read. */
  hasTakenAsFixed(moved: string): boolean {
    return this.#takenAsFixed.has(moved) || (moved.startsWith('*') && this.#takenAsFixed.size > 0);
  }

  /** The table of this name, unless several schemas have one, or the database has none. */
  table(name: TableName): Table | undefined {
    const scope = resolved(name, this.#scopesByName);
    return scope === undefined ? undefined : this.tableOf(scope);
  }

  /** The table of this scope. */
  tableOf(scope: string): Table | undefined {
    return this.#tables.get(scope);
  }

  /** The scope of the sequence of this name, unless several schemas have one, or the database has none. */
  sequence(name: TableName): string | undefined {
    const scope = resolved(name, this.#sequences);
    return scope === undefined ? undefined : `sequence ${scope}`;
  }

  /** Whether PostgreSQL's own function or operator is meant. */
  isOwn(name: string): boolean {
    return !this.#added.has(name);
  }

  /** What `change` brings about. */
  consequencesOf({ table: name, action, sets, takesDefaults }: Change): Consequences {
    const found = new Found();
    const table = this.table(name);
    if (table) this.#follow(table, action, sets, takesDefaults, found);
    else found.anything = true;
    found.otherRows = table === undefined || touchesUnique(table, action, sets);
    return found;
  }

  #follow(
    table: Table,
    action: Change['action'],
    sets: readonly string[],
    takesDefaults: boolean,
    found: Found,
  ): void {
    const change = `${action} ${table.scope} ${sets.join()}`;
    if (found.followed.has(change)) return;
    found.followed.add(change);
    const { triggers, isOpaque, checksAnything, defaultsAnything } = table;
    if (isOpaque || triggers.has(action) || (checksAnything && action !== 'delete'))
      found.anything = true;
    if (takesDefaults && defaultsAnything) found.anything = true;
    if (takesDefaults) for (const sequence of table.sequences) found.sequences.add(sequence);
    if (table.deferrable) found.atCommit = true;
    for (const { columns, to, toColumns } of table.references) {
      const isOfInserted = action === 'insert' && found.followed.size === 1;
      const by = isOfInserted
        ? toColumns.map((one, i) => [one, columns[i] ?? '*'] as const)
        : undefined;
      if (action === 'insert' || (action === 'update' && meet(columns, sets)))
        found.locks.push({ scope: to, ...(by && { by }) });
    }
    for (const reference of table.referencedBy) {
      if (action === 'insert') continue;
      if (action === 'update' && !meet(reference.toColumns, sets)) continue;
      this.#followTo(reference, action, found);
    }
  }

  #followTo(reference: Reference, action: 'update' | 'delete', found: Found): void {
    const { from, columns, onDelete, onUpdate } = reference;
    found.locks.push({ scope: from });
    const does = action === 'delete' ? onDelete : onUpdate;
    if (does === 'refuse') return;
    found.writes.add(from);
    const table = this.#tables.get(from);
    if (!table) found.anything = true;
    else if (does === 'cascade' && action === 'delete')
      this.#follow(table, 'delete', [], false, found);
    else this.#follow(table, 'update', columns, does === 'set', found);
  }
}

/** What a catalog is made of. */
export interface CatalogContents {
  readonly database?: string;
  readonly tables: readonly Table[];
  /** Sequences, by their scopes. */
  readonly sequences: readonly string[];
  readonly added: ReadonlySet<string>;
  readonly readsCommitted: boolean;
  readonly moved?: ReadonlySet<string>;
  readonly hasLockedTables?: boolean;
  readonly takesTurns?: boolean;
  readonly takenAsFixed?: Set<string>;
}

/** Nothing is known: every statement may touch everything. */
export const unknownCatalog = new Catalog({
  tables: [],
  sequences: [],
  added: new Set(),
  readsCommitted: false,
});

class Found implements Consequences {
  anything = false;
  atCommit = false;
  otherRows = false;
  readonly locks: ReferredTo[] = [];
  readonly writes = new Set<string>();
  readonly sequences = new Set<string>();
  readonly followed = new Set<string>();
}

function touchesUnique(
  { uniques }: Table,
  action: Change['action'],
  sets: readonly string[],
): boolean {
  if (action !== 'update') return action === 'insert';
  return uniques.some(({ columns }) => meet(columns, sets));
}

function meet(columns: readonly string[], sets: readonly string[]): boolean {
  return columns.some((one) => one === '*' || sets.includes(one));
}
