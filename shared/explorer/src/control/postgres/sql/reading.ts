import type { SqlVerb } from '../../../model/operation.ts';
import { plainFunctions, plainNodes, plainOperators, plainTypes, systemColumns } from './known.ts';
import { kindOf, nodesIn, parse, type Tree, wordsIn } from './parser.ts';
import { type Picks, picksIn } from './picks.ts';
import { type PicksWithin, picksWithin, type Queued, queuedBy, shownIn } from './queries-within.ts';
import { remembered } from './remembered.ts';
import type { Change, Effect, InsertedRow, Isolation, TableName, Value } from './terms.ts';
import { frameOf, readTransaction } from './transaction-statements.ts';
import {
  asksBeside,
  asksOnlyWhether,
  changesWithin,
  countsOnly,
  functionName,
  isNested,
  isolationSet,
  isSameTable,
  listIn,
  onlyTableIn,
  sequenceIn,
  sortedBy,
  tableIn,
  tablesIn,
  valueIn,
} from './tree.ts';

/** What the text of a statement tells, whatever database it is sent to. */
export interface Reading extends Picks {
  readonly verb: SqlVerb;
  readonly effect: Effect;
  /** All tables that it names, in the order of the text. */
  readonly tables: readonly TableName[];
  /** Whether some part of it changes rows, such as a DELETE in a WITH. */
  readonly changesRows: boolean;
  /** What it changes; an INSERT … ON CONFLICT DO UPDATE makes two changes. */
  readonly changes: readonly Change[];
  /** The tables that it reads, or whose rows it locks. */
  readonly reads: readonly TableName[];
  /** Those among them whose rows a SELECT locks. */
  readonly locks: readonly TableName[];
  /** The row that an INSERT brings, if it is the only one. */
  readonly inserts?: InsertedRow | undefined;
  /** Whether it is an INSERT … ON CONFLICT DO NOTHING. */
  readonly mayInsertNothing?: boolean;
  /** What queries within it pick, each of the only table that it names, which is named nowhere else. */
  readonly picksWithin?: readonly PicksWithin[];
  /** How it picks the rows that it locks, where it waits for each of them in turn. */
  readonly queuedBy?: Queued | undefined;
  /** What a SELECT which locks rows of one table shows of each of them: columns in their order, `*` for all. */
  readonly shows?: readonly string[] | undefined;
  /** Whether the rows that it locks are kept from everybody else: FOR UPDATE. */
  readonly locksForUpdate?: boolean;
  /** The table whose rows a SELECT shows, where it is the only one, and the columns by which they are sorted. */
  readonly sortedBy?:
    | { readonly table: TableName; readonly columns: readonly string[] }
    | undefined;
  /** The tables of which it asks no more than whether there are such rows: those in an IN or EXISTS, and nowhere else. */
  readonly asksOnlyWhether?: readonly TableName[];
  /** Whether it only counts rows, or asks for the least and the greatest: in what order they come shows nowhere. */
  readonly countsOnly?: boolean;
  /** The functions that it calls, all of them plain ones. */
  readonly calls: readonly string[];
  readonly operators: readonly string[];
  /** The columns for which an INSERT brings several rows; all of them where it names none. */
  readonly insertsSeveral?: readonly string[] | 'all';
  readonly sequence?: TableName;
  readonly advisoryKey?: Value;
  readonly isolation?: Isolation;
  readonly savepoint?: string | undefined;
  /** The setting that it changes. */
  readonly setting?: string;
  /** Whether it may change what the catalog says. */
  readonly changesSchema: boolean;
  readonly interrupts: boolean;
}

/** Reads the text of a statement. Statements come again and again, in every run: each is read once. */
export const readingOf = remembered((text: string): Reading => {
  const statements = parse(text);
  const [statement] = statements ?? [];
  const interrupts = /\bpg_(cancel|terminate)_backend\b/i.test(text);
  if (!statements || !statement)
    return { ...nothingKnown, interrupts, effect: statements ? 'savepoint' : 'unknown' };
  const tables = tablesIn(statements);
  const verb = verbs[kindOf(statement)] ?? 'other';
  const changesRows = [...nodesIn(statements)].some(([kind]) => changing.has(kind));
  const known = { ...nothingKnown, verb, tables, interrupts, changesRows };
  const changesSchema = statements.some((one) =>
    /^(?:Create|Alter|Drop|Rename|Define|Do|Call|View|Index|Rule|Import|Comment|Grant|Copy)/.test(
      kindOf(one),
    ),
  );
  if (statements.length > 1) return { ...known, verb: frameOf(statements) ?? verb, changesSchema };
  return { ...known, changesSchema, ...readOne(statement, known) };
});

const nothingKnown: Reading = {
  verb: 'other',
  effect: 'unknown',
  tables: [],
  changesRows: false,
  changes: [],
  reads: [],
  locks: [],
  picks: new Map(),
  picksAmong: new Map(),
  asksSafely: false,
  calls: [],
  operators: [],
  changesSchema: false,
  interrupts: false,
};

const verbs: Readonly<Record<string, SqlVerb>> = {
  SelectStmt: 'select',
  InsertStmt: 'insert',
  UpdateStmt: 'update',
  DeleteStmt: 'delete',
  VariableSetStmt: 'set',
  VariableShowStmt: 'set',
  LockStmt: 'lock',
};

const changing: ReadonlySet<string> = new Set([
  ...['InsertStmt', 'UpdateStmt', 'DeleteStmt', 'MergeStmt'],
]);

function readOne(statement: Tree, known: Reading): Partial<Reading> {
  const kind = kindOf(statement);
  const node = statement[kind] as Tree;
  if (kind === 'TransactionStmt') return readTransaction(node);
  if (kind === 'VariableShowStmt') return { effect: 'set' };
  if (kind === 'VariableSetStmt') {
    const setting = ((node.name as string | undefined) ?? 'all').toLowerCase();
    return { effect: 'set', setting, isolation: isolationSet(setting, node.args) };
  }
  if (kind === 'LockStmt') return { effect: 'lock-table', reads: known.tables };
  if (kind === 'SelectStmt') return readSpecial(node) ?? readSelect(statement, node, known);
  if (['InsertStmt', 'UpdateStmt', 'DeleteStmt'].includes(kind) && isPlain(statement))
    return readChange(kind, statement, node, known);
  return {};
}

const advisory = /^pg_(?:try_)?advisory_(?:xact_)?(?:un)?lock/;

/** `select nextval('…')`, and what does nothing but take an advisory lock, or give it back. */
function readSpecial({ targetList, ...rest }: Tree): Partial<Reading> | undefined {
  const clauses = ['fromClause', 'whereClause', 'withClause', 'op', 'valuesLists', 'lockingClause'];
  if (clauses.some((name) => rest[name] !== undefined && rest[name] !== 'SETOP_NONE'))
    return undefined;
  const targets = (targetList as readonly Tree[] | undefined) ?? [];
  const calls = targets.map(
    (one) => ((one.ResTarget as Tree).val as Tree).FuncCall as Tree | undefined,
  );
  const [call] = calls;
  if (!call || calls.length !== 1) return undefined;
  const name = functionName(call);
  const args = (call.args as readonly Tree[] | undefined) ?? [];
  if (advisory.test(name) && args.every((one) => valueIn(one) !== undefined)) {
    const single = name === 'pg_advisory_xact_lock' && args.length === 1 ? args[0] : undefined;
    return { effect: 'advisory-lock', advisoryKey: single && valueIn(single) };
  }
  const sequence = name === 'nextval' ? sequenceIn(call) : undefined;
  return sequence && { effect: 'next-value', sequence };
}

function readSelect(statement: Tree, node: Tree, known: Reading): Partial<Reading> {
  if (!isPlain(statement)) return {};
  if (changesWithin(node)) return {};
  const locking = [...nodesIn(statement)].filter(([kind]) => kind === 'LockingClause').length;
  const own = (node.lockingClause as readonly unknown[] | undefined)?.length ?? 0;
  const locks = own > 0 ? tablesJoined(node.fromClause) : [];
  // What is locked in a subquery, or through a WITH, is not read from the text.
  if (locking !== own || !locks) return {};
  return {
    effect: own > 0 ? 'lock-rows' : 'select',
    reads: known.tables,
    locks,
    locksForUpdate: own === 1 && [...nodesIn(statement)].some(isForUpdate),
    ...(isOfOneTable(statement, node.fromClause) && picksIn(node.whereClause)),
    picksWithin: picksWithin(node),
    ...(own === 1 && { shows: shownIn(node), queuedBy: queuedBy(node) }),
    sortedBy: sortedBy(node),
    asksOnlyWhether: asksOnlyWhether(node),
    countsOnly: !isNested(statement) && countsOnly(node),
    ...usedIn(statement),
  };
}

/** The tables that stand in a FROM, where nothing else does that a lock would pass through to. */
function tablesJoined(from: unknown): readonly TableName[] | undefined {
  const nodes = [...nodesIn(from)];
  if (nodes.some(([kind]) => /^Range(?!Var)|^CommonTable|^SubLink$/.test(kind))) return undefined;
  return nodes.flatMap(([kind, node]) => (kind === 'RangeVar' ? [tableIn(node)] : []));
}

/** Whether all that a statement reads are rows of the only table in its FROM, by the names of its columns. */
function isOfOneTable(statement: Tree, from: unknown): boolean {
  return onlyTableIn(from) !== undefined && !isNested(statement);
}

function readChange(kind: string, statement: Tree, node: Tree, known: Reading): Partial<Reading> {
  if (changesWithin(node) || [...nodesIn(node)].some(([inner]) => inner === 'LockingClause'))
    return {};
  const table = tableIn(node.relation as Tree);
  const sets = (list: unknown) =>
    ((list as readonly Tree[] | undefined) ?? []).map(
      (one) => (one.ResTarget as { name: string }).name,
    );
  const takesDefaults =
    kind === 'InsertStmt' || [...nodesIn(node)].some(([inner]) => inner === 'SetToDefault');
  const action = kind === 'InsertStmt' ? 'insert' : kind === 'UpdateStmt' ? 'update' : 'delete';
  const changes: Change[] = [
    { table, action, sets: action === 'update' ? sets(node.targetList) : [], takesDefaults },
  ];
  const conflict = node.onConflictClause as Tree | undefined;
  if (conflict?.action === 'ONCONFLICT_UPDATE')
    changes.push({
      ...{ table, action: 'update', sets: sets(conflict.targetList), takesDefaults },
      conflictsIn: columnsOfTarget(conflict),
    });
  const select = (node.selectStmt as Tree | undefined)?.SelectStmt as Tree | undefined;
  const [row, ...more] = (select?.valuesLists as readonly Tree[] | undefined) ?? [];
  const isOneRow = !select || (row !== undefined && more.length === 0);
  const given = sets(node.cols);
  const isOnlyValues = row !== undefined && isOneRow && !asksBeside(statement);
  const one =
    action !== 'insert' &&
    (node.fromClause ?? node.usingClause) === undefined &&
    !isNested(statement);
  return {
    effect: 'change',
    changes,
    reads: known.tables.filter((other) => !isSameTable(other, table)),
    ...(one && picksIn(node.whereClause)),
    ...(isOnlyValues && { inserts: insertedRow(row, given, node) }),
    ...(conflict?.action === 'ONCONFLICT_NOTHING' && { mayInsertNothing: true }),
    ...(!isOneRow && { insertsSeveral: given.length > 0 ? given : ('all' as const) }),
    ...usedIn(statement),
  };
}

/** Whether all of a statement says no more than what is known here. */
function isPlain(statement: Tree): boolean {
  return [...nodesIn(statement)].every(([kind, node]) => {
    if (!plainNodes.has(kind)) return false;
    if (kind === 'FuncCall') return plainFunctions.has(functionName(node));
    if (kind === 'TypeCast')
      return plainTypes.has(wordsIn((node.typeName as Tree).names).at(-1) ?? '');
    if (kind === 'ColumnRef') return !systemColumns.has(wordsIn(node.fields).at(-1) ?? '');
    if (kind === 'A_Expr') return wordsIn(node.name).every((name) => plainOperators.test(name));
    return true;
  });
}

function usedIn(statement: Tree): Pick<Reading, 'calls' | 'operators'> {
  const nodes = [...nodesIn(statement)];
  return {
    calls: nodes.flatMap(([kind, node]) => (kind === 'FuncCall' ? [functionName(node)] : [])),
    operators: nodes.flatMap(([kind, node]) => (kind === 'A_Expr' ? wordsIn(node.name) : [])),
  };
}

function isForUpdate([kind, { strength, waitPolicy }]: readonly [string, Tree]): boolean {
  return kind === 'LockingClause' && strength === 'LCS_FORUPDATE' && waitPolicy !== 'LockWaitSkip';
}

/** The columns in which a row is like the one that ON CONFLICT finds: those that it names, and nothing else. */
function columnsOfTarget({ infer }: Tree): readonly string[] {
  const elements = ((infer as Tree | undefined)?.indexElems as readonly Tree[] | undefined) ?? [];
  const names = elements.map(({ IndexElem }) => {
    const { name, collation, opclass } = (IndexElem ?? {}) as Tree;
    return collation === undefined && opclass === undefined ? name : undefined;
  });
  return names.every((name) => typeof name === 'string') ? (names as string[]) : [];
}

/** The columns and values of a row; a value that the table does not take as it stands is left out. */
function insertedRow(row: Tree, columns: readonly string[], { override }: Tree): InsertedRow {
  const isTaken = override !== 'OVERRIDING_USER_VALUE';
  return {
    columns,
    values: (listIn(row) ?? []).map((one) => (isTaken ? valueIn(one) : undefined)),
  };
}
