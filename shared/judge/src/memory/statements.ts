import type { Node, Program, VariableDeclaration } from 'oxc-parser';
import type { Frame } from './frame.ts';
import type { Interpreter } from './interpreter.ts';
import { index } from './names.ts';
import { Refused } from './refused.ts';
import { foreign, has, isOnly, primitive, type Value, wordsFor } from './values.ts';

/** Follows a statement, and what is in it. */
export function execute(node: Node, frame: Frame, i: Interpreter): void {
  const run = (one: Node | null | undefined) => one && i.execute(one, frame);
  switch (node.type) {
    case 'ExpressionStatement':
      i.evaluate(node.expression, frame);
      return;
    case 'VariableDeclaration':
      return declaration(node, frame, i);
    case 'BlockStatement':
      return node.body.forEach(run);
    case 'IfStatement':
      i.evaluate(node.test, frame);
      run(node.consequent);
      run(node.alternate);
      return;
    case 'ReturnStatement':
      returned(node.argument ? i.evaluate(node.argument, frame) : primitive, node, frame, i);
      return;
    case 'ThrowStatement':
      return thrown(i.evaluate(node.argument, frame), node);
    case 'TryStatement':
      run(node.block);
      if (node.handler) {
        if (node.handler.param) i.bind(node.handler.param, foreign, frame);
        run(node.handler.body);
      }
      run(node.finalizer);
      return;
    case 'ForStatement':
      if (node.init?.type === 'VariableDeclaration') run(node.init);
      else if (node.init) i.evaluate(node.init, frame);
      if (node.test) i.evaluate(node.test, frame);
      if (node.update) i.evaluate(node.update, frame);
      return void run(node.body);
    case 'ForOfStatement':
    case 'ForInStatement':
      return forEach(node, frame, i);
    case 'WhileStatement':
    case 'DoWhileStatement':
      i.evaluate(node.test, frame);
      return void run(node.body);
    case 'SwitchStatement':
      i.evaluate(node.discriminant, frame);
      for (const { test, consequent } of node.cases) {
        if (test) i.evaluate(test, frame);
        consequent.forEach(run);
      }
      return;
    case 'LabeledStatement':
      return void run(node.body);
    case 'FunctionDeclaration':
    case 'BreakStatement':
    case 'ContinueStatement':
    case 'EmptyStatement':
      return;
    default:
      if (node.type.startsWith('TS')) return;
      throw new Refused(node, `a ${node.type}, which is not on the list`);
  }
}

/** Follows a file from its top: it may declare, and give its schema a class, and nothing else. */
export function load({ body }: Program, frame: Frame, i: Interpreter): void {
  for (const node of body) {
    if (node.type === 'ImportDeclaration' || node.type === 'ExportAllDeclaration') continue;
    const inner = node.type === 'ExportNamedDeclaration' ? node.declaration : node;
    if (!inner || inner.type === 'FunctionDeclaration' || inner.type.startsWith('TS')) continue;
    if (inner.type === 'ClassDeclaration') {
      if (inner.superClass) i.evaluate(inner.superClass, frame);
    } else if (inner.type === 'VariableDeclaration') i.execute(inner, frame);
    else if (inner.type === 'ExpressionStatement') i.execute(inner, frame);
    else throw new Refused(inner, 'a statement that runs while the file is loaded');
  }
}

function declaration(node: VariableDeclaration, frame: Frame, i: Interpreter): void {
  if (node.declare) return;
  if (node.kind === 'let' && frame.phase !== 'request')
    throw new Refused(node, 'a variable outside of the requests that can be assigned');
  for (const { id, init } of node.declarations) {
    const to = init ? i.evaluate(init, frame) : primitive;
    if (node.kind === 'using' || node.kind === 'await using') {
      if (!isOnly(to, 'orm', 'pool', 'stack', 'primitive'))
        throw new Refused(node, 'a using of what is not on the list');
    }
    i.bind(id, to, frame);
  }
}

function returned(to: Value, node: Node, frame: Frame, i: Interpreter): void {
  if (has(to, 'client'))
    throw new Refused(node, 'a connection that another function has to give back');
  i.add(i.frameOf(frame), 'returned', to);
}

/** What is thrown is caught as something to be read. */
export function thrown(to: Value, node: Node): void {
  const kinds = ['primitive', 'number', 'text', 'setting', 'promise', 'data', 'foreign'];
  for (const atom of to.values()) {
    const isError = atom.kind === 'object' && atom.isOfRequest;
    if (!isError && !kinds.includes(atom.kind))
      throw new Refused(node, `${wordsFor(atom)} that is thrown`);
  }
}

function forEach(
  node: Extract<Node, { type: 'ForOfStatement' | 'ForInStatement' }>,
  frame: Frame,
  i: Interpreter,
): void {
  const over = i.evaluate(node.right, frame);
  const part = node.type === 'ForInStatement' ? primitive : i.memberOf(over, index, node, frame);
  if (node.left.type === 'VariableDeclaration') {
    const [declared] = node.left.declarations;
    if (node.left.kind !== 'const' && frame.phase !== 'request')
      throw new Refused(node, 'a variable outside of the requests that can be assigned');
    if (declared) i.bind(declared.id, part, frame);
  } else i.assign(node.left, part, frame);
  i.execute(node.body, frame);
}
