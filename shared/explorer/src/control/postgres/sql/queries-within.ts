import { nodesIn, type Tree, wordsIn } from './parser.ts';
import { type Picks, picksIn } from './picks.ts';
import type { TableName, Value } from './terms.ts';
import { columnIn, isSameTable, namesIn, onlyTableIn, tableIn, valueIn } from './tree.ts';

/**
 * What the queries in the WHERE of a SELECT pick: those that take plain columns of one table, which stands nowhere else in
 * the statement, by a condition of its own. They may be joined to the other tables before their condition is asked; as
 * nothing else in them can fail, no other row is noticed by that.
 */
export function picksWithin(select: Tree): PicksWithin[] {
  const all = namesIn(select);
  return [...nodesIn(select.whereClause)].flatMap(([kind, { subselect }]) => {
    const query = kind === 'SubLink' ? ((subselect as Tree).SelectStmt as Tree) : undefined;
    const table = query && onlyTableOf(query);
    if (!table || all.filter((one) => isSameTable(one, table.name)).length > 1) return [];
    const isOwn = columnsIn(query).every(([qualifier]) =>
      [undefined, table.alias].includes(qualifier),
    );
    const columns = columnsIn(query).map(([, name = '*']) => name);
    return isOwn ? [{ ...picksIn(query.whereClause), table: table.name, columns }] : [];
  });
}

/** What a query within a statement picks of the only table that it names. */
export interface PicksWithin extends Picks {
  readonly table: TableName;
  /** The columns that it names, `*` for all. */
  readonly columns: readonly string[];
}

/** The rows that a SELECT … FOR UPDATE waits for one by one. */
export interface Queued {
  readonly column: string;
  /** How many of them it takes at most, where it says so: then it picks one at most. */
  readonly limit?: Value | undefined;
}

/**
 * The column by which a SELECT … FOR UPDATE picks the rows of its only table, where it waits for each of them, and nothing
 * but that column decides which rows these are: by values, or by what a query within it finds. Undefined where it may lock
 * others, or fewer.
 */
export function queuedBy(select: Tree): Queued | undefined {
  const [locking] = (select.lockingClause ?? []) as readonly { LockingClause: Tree }[];
  const { strength, waitPolicy } = locking?.LockingClause ?? {};
  const plain = ['lockingClause', 'sortClause', 'limitCount'];
  if (strength !== 'LCS_FORUPDATE' || waitPolicy !== 'LockWaitBlock' || !onlyTableOf(select, plain))
    return undefined;
  const sorted = (select.sortClause ?? []) as readonly { SortBy: Tree }[];
  if (sorted.some(({ SortBy }) => columnIn(SortBy.node as Tree) === undefined)) return undefined;
  const { A_Expr, SubLink } = (select.whereClause ?? {}) as { A_Expr?: Tree; SubLink?: Tree };
  const { picks, picksAmong } = picksIn(A_Expr && select.whereClause);
  const [one] = picks.keys();
  if (one !== undefined && select.limitCount === undefined) return { column: one };
  const limit = valueIn(select.limitCount as Tree);
  if (one !== undefined) return limit && { column: one, limit };
  if (select.limitCount !== undefined) return undefined;
  const isIn = SubLink?.subLinkType === 'ANY_SUBLINK' && SubLink.operName === undefined;
  const column = isIn ? columnIn(SubLink.testexpr as Tree) : [...picksAmong.keys()][0];
  return column === undefined ? undefined : { column };
}

/**
 * The columns that a SELECT shows of the rows of the only table in its FROM, in their order and under their own names, `*`
 * for all of the table: a row for each that it finds. Undefined where it may leave some out.
 */
export function shownIn(select: Tree): readonly string[] | undefined {
  const table = onlyTableOf(select, ['lockingClause', 'sortClause']);
  const [locking] = (select.lockingClause ?? []) as readonly { LockingClause: Tree }[];
  if (!table || locking?.LockingClause.waitPolicy === 'LockWaitSkip') return undefined;
  return columnsIn({ targetList: select.targetList }).map(([, name = '*']) => name);
}

/** The only table of a query that shows nothing but columns, with the name by which its columns are called. */
function onlyTableOf(
  query: Tree,
  besides: readonly string[] = [],
): { readonly name: TableName; readonly alias: string } | undefined {
  const table = onlyTableIn(query.fromClause);
  const clauses = new Set([...usualClauses, ...besides]);
  const isPlain =
    Object.keys(query).every((clause) => clauses.has(clause)) &&
    (query.op ?? 'SETOP_NONE') === 'SETOP_NONE' &&
    ((query.targetList ?? []) as readonly { ResTarget: Tree }[]).every(
      ({ ResTarget: { name, val } }) => name === undefined && (val as Tree).ColumnRef !== undefined,
    );
  if (!table || !isPlain) return undefined;
  const name = tableIn(table);
  const { aliasname = name.name } = (table.alias ?? {}) as { readonly aliasname?: string };
  return { name, alias: aliasname };
}

const usualClauses = ['targetList', 'fromClause', 'whereClause', 'op', 'limitOption'];

/** The columns that are named in a query, with the names of their tables; a star has no name. */
function columnsIn(part: Tree): (readonly [table: string | undefined, name: string | undefined])[] {
  return [...nodesIn(part)].flatMap(([kind, { fields }]) => {
    if (kind !== 'ColumnRef') return [];
    const words = wordsIn(fields).map((word) => (word === '' ? undefined : word));
    return [[words.length > 1 ? words.at(-2) : undefined, words.at(-1)] as const];
  });
}
