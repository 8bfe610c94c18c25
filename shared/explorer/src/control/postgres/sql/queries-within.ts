import { nodesIn, type Tree, wordsIn } from './parser.ts';
import { type Picks, picksIn } from './picks.ts';
import type { TableName } from './terms.ts';
import { isSameTable, namesIn, onlyTableIn, tableIn } from './tree.ts';

/**
 * What the queries in the WHERE of a SELECT pick: those that take plain columns of one table, which stands nowhere else in
 * the statement, by a condition of its own. They may be joined to the other tables before their condition is asked; as
 * nothing else in them can fail, no other row is noticed by that.
 */
export function picksWithin(select: Tree): (Picks & { readonly table: TableName })[] {
  const all = namesIn(select);
  return [...nodesIn(select.whereClause)].flatMap(([kind, { subselect }]) => {
    const query = kind === 'SubLink' ? ((subselect as Tree).SelectStmt as Tree) : undefined;
    const table = query && onlyTableOf(query);
    if (!table || all.filter((one) => isSameTable(one, table.name)).length > 1) return [];
    const isOwn = columnsIn(query).every(([qualifier]) =>
      [undefined, table.alias].includes(qualifier),
    );
    return isOwn ? [{ ...picksIn(query.whereClause), table: table.name }] : [];
  });
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
