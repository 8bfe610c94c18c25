import { plainFunctions } from './known.ts';
import { nodesIn, parse, wordsIn } from './parser.ts';
import type { TableName } from './terms.ts';
import { functionName, sequenceIn } from './tree.ts';

/**
 * Whether an expression of the catalog calls plain functions only, `nextval` aside; the functions and operators
 * in it, and the sequences that it draws from.
 */
export function plainExpression(expression: string): {
  plain: boolean;
  calls: string[];
  sequences: TableName[];
} {
  const statements = parse(`select ${expression}`);
  if (!statements || statements.length !== 1) return { plain: false, calls: [], sequences: [] };
  const sequences: TableName[] = [];
  const calls: string[] = [];
  let plain = true;
  for (const [kind, node] of nodesIn(statements)) {
    const name = kind === 'FuncCall' ? functionName(node) : '';
    if (name === 'nextval') {
      const sequence = sequenceIn(node);
      if (sequence) sequences.push(sequence);
      else plain = false;
    } else if (name !== '') {
      calls.push(name);
      if (!plainFunctions.has(name)) plain = false;
    } else if (kind === 'A_Expr') calls.push(...wordsIn(node.name));
    else if (kind === 'SubLink') plain = false;
  }
  return { plain, calls, sequences };
}
