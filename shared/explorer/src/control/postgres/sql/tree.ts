import { nodesIn, type Tree, wordsIn } from './parser.ts';
import type { Isolation, TableName, Value } from './terms.ts';

/** The sequence that `nextval('…')` names. */
export function sequenceIn({ args }: Tree): TableName | undefined {
  const [arg] = (args as readonly Tree[] | undefined) ?? [];
  const text =
    arg && literalIn(((arg.TypeCast as Tree | undefined)?.arg as Tree | undefined) ?? arg);
  const [, schema, quoted, plain] =
    /^(?:"?([^".]+)"?\.)?(?:"([^"]+)"|([^".]+))$/.exec(text ?? '') ?? [];
  const name = quoted ?? plain?.toLowerCase();
  return name === undefined ? undefined : { ...(schema && { schema }), name };
}

/** The name of a function that a node calls; that of another schema's stays as long as it is. */
export function functionName({ funcname }: Tree): string {
  const words = wordsIn(funcname);
  return (words[0] === 'pg_catalog' ? words.slice(1) : words).join('.');
}

/** The level that options name. READ UNCOMMITTED is READ COMMITTED in PostgreSQL. */
export function isolationIn(options: unknown): Isolation | undefined {
  for (const [kind, { defname, arg }] of nodesIn(options)) {
    if (kind !== 'DefElem' || defname !== 'transaction_isolation') continue;
    return levelOf(literalIn(arg as Tree));
  }
  return undefined;
}

/** The level that a SET gives its transaction, by its own words or by the setting; the strictest where that is not known. */
export function isolationSet(setting: string, args: unknown): Isolation | undefined {
  if (setting !== 'transaction_isolation') return isolationIn(args);
  const [first] = (args as readonly Tree[] | undefined) ?? [];
  return levelOf(first && literalIn(first)) ?? 'serializable';
}

function levelOf(text: unknown): Isolation | undefined {
  const level = String(text).toLowerCase();
  if (level === 'read uncommitted') return 'read committed';
  return ['read committed', 'repeatable read', 'serializable'].includes(level)
    ? (level as Isolation)
    : undefined;
}

/** The column that a node is, without the name of its table. */
export function columnIn(node: Tree): string | undefined {
  const fields = (node?.ColumnRef as Tree | undefined)?.fields;
  return fields === undefined ? undefined : wordsIn(fields).at(-1);
}

/** The value that a node is, if it is one as it stands. */
export function valueIn(node: Tree): Value | undefined {
  const parameter = (node?.ParamRef as Tree | undefined)?.number;
  if (typeof parameter === 'number') return { parameter };
  const literal = literalIn(node);
  const isNumber = (node?.A_Const as Tree | undefined)?.sval === undefined;
  return literal === undefined ? undefined : { literal, isNumber };
}

/**
 * Of a SELECT whose FROM names one table and nothing else: the columns by which the rows of that table are sorted. A
 * query within it may show the same table in another order: then there are none.
 */
export function sortedBy(select: Tree): { table: TableName; columns: string[] } | undefined {
  const only = onlyTableIn(select.fromClause);
  if (!only) return undefined;
  const table = tableIn(only);
  const shown = countOf(namesIn(select), table) - countOf(askedOnlyWhether(select), table);
  return shown === 1 ? { table, columns: columnsSorted(select) } : undefined;
}

function columnsSorted({ sortClause, targetList }: Tree): string[] {
  const targets = ((targetList as readonly Tree[] | undefined) ?? []).map(
    (one) => one.ResTarget as { name?: string; val?: Tree },
  );
  const sorts = (sortClause as readonly Tree[] | undefined) ?? [];
  return sorts.flatMap((one) => {
    const column = columnIn((one.SortBy as { node: Tree }).node);
    // ORDER BY takes a name for that of a result before it takes it for that of a column.
    const isAnother = ({ name, val }: { name?: string; val?: Tree }) =>
      name === column && val !== undefined && columnIn(val) !== column;
    return column === undefined || targets.some(isAnother) ? [] : [column];
  });
}

/** The tables that a SELECT names in an IN or EXISTS of its WHERE, and nowhere else. */
export function asksOnlyWhether(select: Tree): TableName[] {
  const within = askedOnlyWhether(select);
  const all = namesIn(select);
  return within.filter((one) => countOf(within, one) === countOf(all, one));
}

function askedOnlyWhether({ whereClause }: Tree): TableName[] {
  return [...nodesIn(whereClause)].flatMap(([kind, node]) =>
    kind === 'SubLink' && asksWhether(node) ? namesIn(node.subselect) : [],
  );
}

function countOf(names: readonly TableName[], table: TableName): number {
  return names.filter((one) => isSameTable(one, table)).length;
}

/** Whether two names of tables are written alike. */
export function isSameTable(one: TableName, other: TableName): boolean {
  return one.name === other.name && one.schema === other.schema;
}

/** Whether it is an IN or EXISTS of all the rows of a plain query. */
function asksWhether({ subLinkType, subselect }: Tree): boolean {
  const nodes = [...nodesIn(subselect)];
  const { limitCount, limitOffset } = ((subselect as Tree).SelectStmt ?? {}) as Tree;
  return (
    (subLinkType === 'EXISTS_SUBLINK' || subLinkType === 'ANY_SUBLINK') &&
    (limitCount ?? limitOffset) === undefined &&
    nodes.every(([kind]) => !['FuncCall', 'LockingClause', 'SubLink'].includes(kind))
  );
}

/** All tables that a part of a statement names, each as often as it does. */
export function namesIn(part: unknown): TableName[] {
  return [...nodesIn(part)].flatMap(([kind, node]) => (kind === 'RangeVar' ? [tableIn(node)] : []));
}

/** Whether all that a SELECT asks for are numbers of rows, and the least or greatest values of a column. */
export function countsOnly({ targetList, groupClause }: Tree): boolean {
  const targets = (targetList as readonly Tree[] | undefined) ?? [];
  const counts = targets.map(
    ({ ResTarget }) => (ResTarget as { val?: Tree }).val?.FuncCall as Tree,
  );
  const inAnyOrder = new Set(['count', 'min', 'max', 'bool_and', 'bool_or', 'every']);
  return (
    groupClause === undefined &&
    counts.length > 0 &&
    counts.every((call) => call && inAnyOrder.has(functionName(call)) && call.over === undefined)
  );
}

/** What stands between the parentheses of an IN; undefined for a query. */
export function listIn(node: Tree): readonly Tree[] | undefined {
  return (node?.List as { items?: readonly Tree[] } | undefined)?.items;
}

/** The tree leaves out what is zero, and what is empty. */
function literalIn(node: Tree | undefined): string | undefined {
  const { ival, sval, fval } = (node?.A_Const ?? {}) as {
    ival?: { ival?: number };
    sval?: { sval?: string };
    fval?: { fval: string };
  };
  if (ival) return String(ival.ival ?? 0);
  return sval ? (sval.sval ?? '') : fval?.fval;
}

/** The table that a node names. */
export function tableIn(node: Tree): TableName {
  const { schemaname: schema, relname: name } = node as { schemaname?: string; relname: string };
  return { ...(schema !== undefined && { schema }), name };
}

/** The table of a FROM that names one and nothing else, and leaves the names of its columns as they are. */
export function onlyTableIn(from: unknown): Tree | undefined {
  const [first, ...others] = (from ?? []) as readonly Tree[];
  const table = first?.RangeVar as Tree | undefined;
  const isRenamed = (table?.alias as Tree | undefined)?.colnames !== undefined;
  return others.length > 0 || isRenamed ? undefined : table;
}

/** Every table that is named, once; a name that a WITH has given is not a table. */
export function tablesIn(statements: readonly Tree[]): TableName[] {
  const nodes = [...nodesIn(statements)];
  const given = new Set(
    nodes.flatMap(([kind, node]) => (kind === 'CommonTableExpr' ? [node.ctename] : [])),
  );
  const found = new Map<string, { at: number; table: TableName }>();
  const add = (node: Tree) => {
    const table = tableIn(node);
    if (given.has(table.name) && table.schema === undefined) return;
    const key = `${table.schema ?? ''}.${table.name}`;
    if (!found.has(key)) found.set(key, { at: Number(node.location ?? 0), table });
  };
  // The tables of a FOR UPDATE OF are named by the names that the query has given them.
  const locked = new Set(
    nodes.flatMap(([kind, node]) =>
      kind === 'LockingClause' ? [...nodesIn(node.lockedRels)].map(([, one]) => one) : [],
    ),
  );
  for (const [kind, node] of nodes) {
    if (kind === 'RangeVar' && !locked.has(node)) add(node);
    if (typeof node.relation === 'object' && node.relation !== null && 'relname' in node.relation)
      add(node.relation as Tree);
  }
  return [...found.values()].sort((a, b) => a.at - b.at).map(({ table }) => table);
}

/** Whether a WITH below the statement changes something. */
export function changesWithin(node: Tree): boolean {
  return [...nodesIn(node)].some(([inner]) => /^(?:Insert|Update|Delete|Merge)Stmt$/.test(inner));
}

/** Whether an INSERT has a query in it beside the VALUES. */
export function asksBeside(statement: Tree): boolean {
  const kinds = [...nodesIn(statement)].map(([kind]) => kind);
  const isQuery = (kind: string) => ['SubLink', 'CommonTableExpr', 'RangeSubselect'].includes(kind);
  return kinds.some(isQuery) || kinds.filter((kind) => kind === 'SelectStmt').length > 1;
}

/** Whether it has a query in it, or several that are combined. */
export function isNested(statement: Tree): boolean {
  const nodes = [...nodesIn(statement)];
  return nodes.some(
    ([kind, node], i) =>
      kind === 'SubLink' ||
      kind === 'RangeSubselect' ||
      kind === 'CommonTableExpr' ||
      (kind === 'SelectStmt' && i > 0) ||
      (node.op !== undefined && node.op !== 'SETOP_NONE' && kind === 'SelectStmt'),
  );
}
