import { nodesIn, type Tree, wordsIn } from './parser.ts';
import type { Value } from './terms.ts';
import { columnIn, listIn, valueIn } from './tree.ts';

/** What the condition of a statement says of the rows that it picks. */
export interface Picks {
  /** `column = value`, each of which must hold for the rows of the only table that it names. */
  readonly picks: ReadonlyMap<string, Value>;
  /** `column in (value, …)`, in the same way. */
  readonly picksAmong: ReadonlyMap<string, readonly Value[]>;
  /** Whether its condition can be asked of any row without an error: then no other row makes it fail. */
  readonly asksSafely: boolean;
}

/** `column = value` and `column in (value, …)`, as far as all of the condition needs them. */
export function picksIn(condition: unknown): Picks {
  const picks = new Map<string, Value>();
  const picksAmong = new Map<string, readonly Value[]>();
  const look = (part: unknown): void => {
    const { BoolExpr, A_Expr } = (part ?? {}) as { BoolExpr?: Tree; A_Expr?: Tree };
    if (BoolExpr?.boolop === 'AND_EXPR') {
      for (const one of BoolExpr.args as readonly unknown[]) look(one);
    }
    if (wordsIn(A_Expr?.name).join('.') !== '=') return;
    const { kind, lexpr, rexpr } = A_Expr as { kind: string; lexpr: Tree; rexpr: Tree };
    const column = columnIn(lexpr) ?? columnIn(rexpr);
    if (column === undefined) return;
    if (kind === 'AEXPR_OP') {
      const value = valueIn(lexpr) ?? valueIn(rexpr);
      if (value !== undefined) picks.set(column, value);
    } else if (kind === 'AEXPR_IN') {
      const values = listIn(rexpr)?.map(valueIn) ?? [undefined];
      const [first] = values;
      if (values.length === 1 && first !== undefined) picks.set(column, first);
      else if (values.every((value) => value !== undefined)) picksAmong.set(column, values);
    }
  };
  look(condition);
  return { picks, picksAmong, asksSafely: cannotFail(condition) };
}

/**
 * Whether a condition compares columns with values, and does nothing else: in what order PostgreSQL asks the parts of a
 * condition is its own affair, and a division may meet a zero in a row that another part would have left out.
 */
function cannotFail(condition: unknown): boolean {
  return [...nodesIn(condition)].every(([kind, node]) => {
    if (kind === 'A_Expr')
      return wordsIn(node.name).every((name) => comparisons.has(name)) && isOfOneColumn(node);
    return comparing.has(kind);
  });
}

/** Two columns may be of different types, and a value of the one may not fit into the other. */
function isOfOneColumn(node: Tree): boolean {
  return [...nodesIn(node)].filter(([kind]) => kind === 'ColumnRef').length <= 1;
}

const comparisons = new Set(['=', '<>', '!=', '<', '>', '<=', '>=']);

const comparing = new Set(
  'A_Expr BoolExpr NullTest BooleanTest ColumnRef ParamRef A_Const List String Integer Float Boolean'.split(
    ' ',
  ),
);
