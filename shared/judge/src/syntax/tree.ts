import type { ArrowFunctionExpression, Function, Node } from 'oxc-parser';

/** A function, however it is written. */
export type FunctionNode = Function | ArrowFunctionExpression;

/** The nodes directly below one, in the order in which they are written. */
export function childrenOf(node: Node): Node[] {
  const children: Node[] = [];
  for (const [key, value] of Object.entries(node)) {
    if (key === 'parent') continue;
    for (const one of Array.isArray(value) ? (value as unknown[]) : [value as unknown])
      if (isNode(one)) children.push(one);
  }
  return children;
}

/** Whether a node is a function. */
export function isFunction(node: Node): node is FunctionNode {
  return (
    node.type === 'FunctionDeclaration' ||
    node.type === 'FunctionExpression' ||
    node.type === 'ArrowFunctionExpression'
  );
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
}
