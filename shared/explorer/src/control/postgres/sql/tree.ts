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
    const level = literalIn(arg as Tree);
    return level === 'read uncommitted' ? 'read committed' : (level as Isolation);
  }
  return undefined;
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
