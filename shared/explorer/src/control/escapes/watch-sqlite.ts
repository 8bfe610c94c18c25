import v8 from 'node:v8';
import { notePromise } from '../outside-work.ts';
import { escaping, noteEscape } from './escape.ts';

/** The class of databases, where code has imported `backup` before it was watched. */
let unwatched: { readonly prototype: object } | undefined;

/**
 * Sees what clients send to a database of `node:sqlite`, and waits for its `backup`, of which Node tells
 * nothing. Before Node 22.13 there is no such module, and before 22.16 no `backup`.
 */
export function watchSqlite(): void {
  const sqlite = withoutWarning(() => process.getBuiltinModule('node:sqlite')) as
    | Sqlite
    | undefined;
  if (!sqlite) return;
  const { DatabaseSync, StatementSync } = sqlite;
  const databases = new WeakMap<object, Database>();
  watchCalls(DatabaseSync.prototype, ['exec'], (database, [text]) => noteSent(database, text));
  watchCalls(DatabaseSync.prototype, ['prepare'], (database, _, statement) =>
    databases.set(statement as object, database),
  );
  watchCalls(StatementSync.prototype, ['run', 'get', 'all', 'iterate'], (statement) =>
    noteSent(databases.get(statement), statement.sourceSQL),
  );
  if (sqlite.backup) watchBackup(sqlite as Sqlite & { backup: object });
}

/**
 * Whether code may wait for a `backup` that cannot be seen: a module has imported it by its name before it was
 * watched, which nothing can change afterwards, and there is a database.
 */
export function backupMayBeUnseen(): boolean {
  const Database = unwatched as (new () => object) | undefined;
  if (!Database) return false;
  return withoutWarning(() => v8.queryObjects(Database, { format: 'count' })) > 0;
}

function watchBackup(sqlite: Sqlite & { backup: object }): void {
  watchCalls(sqlite, ['backup'], (_, __, result) => {
    const actor = escaping();
    if (actor) noteEscape(actor, { kind: 'connection', what: 'copies a database of node:sqlite' });
    notePromise('a backup of node:sqlite', result, 'surely');
  });
  void import('node:sqlite').then((imported) => {
    if (imported.backup !== (sqlite.backup as unknown)) unwatched = sqlite.DatabaseSync;
  });
}

/** A statement was sent. One that reads is no race, and a database in memory is the memory of its instance. */
function noteSent(database: Database | undefined, text: unknown): void {
  const actor = escaping();
  if (!actor || /^\s*(?:select|explain)\b/i.test(String(text))) return;
  if (database?.location?.() === null) return;
  const what = `sends "${String(text).replace(/\s+/g, ' ').trim()}" to node:sqlite`;
  noteEscape(actor, { kind: 'connection', what });
}

/** Tells `note` of each call that went well: whose method it was, with what, and what it has returned. */
function watchCalls<T extends object>(
  owner: T,
  names: readonly string[],
  note: (self: T, args: readonly unknown[], result: unknown) => unknown,
): void {
  const methods = owner as Record<string, (...args: unknown[]) => unknown>;
  for (const name of names) {
    const original = methods[name];
    if (!original) continue;
    methods[name] = function (this: unknown, ...args: unknown[]) {
      const result = original.apply(this, args);
      note(this as T, args, result);
      return result;
    };
  }
}

/** Code that does not use the module need not hear that it is an experiment. */
function withoutWarning<T>(load: () => T): T {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return load();
  } finally {
    process.emitWarning = emitWarning;
  }
}

interface Sqlite {
  readonly DatabaseSync: { readonly prototype: Database };
  readonly StatementSync: { readonly prototype: { readonly sourceSQL: string } };
  backup?: object;
}

/** `location` is undefined before Node 22.15, and returns null for a database in memory. */
interface Database {
  location?(): string | null;
}
