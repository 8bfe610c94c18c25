import type { Node, Program } from 'oxc-parser';
import { childrenOf } from '../syntax/tree.ts';
import { Refused } from './refused.ts';

/**
 * Throws `Refused` at the first part of a file that is written in a way which is not on the list, wherever it stands:
 * in code that is never called, too. What the known parts do is another question.
 */
export function checkGrammarOf(program: Program): void {
  visit(program);
}

function visit(node: Node): void {
  if (node.type.startsWith('TS') && !run.has(node.type)) {
    if (node.type === 'TSEnumDeclaration' || node.type === 'TSModuleDeclaration')
      throw new Refused(node, 'an enum or a namespace, which is an object that can be changed');
    if (node.type === 'TSImportEqualsDeclaration' || node.type === 'TSExportAssignment')
      throw new Refused(node, 'an import or export of CommonJS');
    // Types are gone when the code runs.
    return;
  }
  if (node.type.startsWith('TS')) {
    for (const child of childrenOf(node)) visit(child);
    return;
  }
  if (!known.has(node.type)) {
    throw new Refused(node, `${names[node.type] ?? `a ${node.type}`}, which is not on the list`);
  }
  look(node);
  const isConstructor = node.type === 'MethodDefinition' && node.kind === 'constructor';
  for (const child of childrenOf(node)) if (!isConstructor || child !== node.key) visit(child);
}

function look(node: Node): void {
  if ('decorators' in node && Array.isArray(node.decorators) && node.decorators.length > 0)
    throw new Refused(node, 'a decorator');
  if ('generator' in node && node.generator) throw new Refused(node, 'a generator');
  if (node.type === 'Identifier' && deniedProperties.has(node.name))
    throw new Refused(node, `the name ${node.name}`);
  if (node.type === 'VariableDeclaration' && node.kind === 'var')
    throw new Refused(node, 'a variable that is declared by var');
  if ((node.type === 'MethodDefinition' || node.type === 'Property') && node.kind === 'set')
    throw new Refused(node, 'a setter');
  if (node.type === 'Property' && node.kind === 'get') throw new Refused(node, 'a getter');
  if ((node.type === 'MethodDefinition' || node.type === 'PropertyDefinition') && node.static)
    throw new Refused(node, 'a static member of a class');
  if (node.type === 'ForOfStatement' && node.await) throw new Refused(node, 'a for await');
}

/** Kinds of nodes that run, or that contain what runs. */
const known = new Set<string>([
  ...[
    'Program',
    'Identifier',
    'PrivateIdentifier',
    'Literal',
    'TemplateLiteral',
    'TemplateElement',
  ],
  ...['ImportDeclaration', 'ImportSpecifier', 'ImportDefaultSpecifier', 'ExportNamedDeclaration'],
  ...['ExportSpecifier', 'ExportAllDeclaration', 'VariableDeclaration', 'VariableDeclarator'],
  ...['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression', 'ClassDeclaration'],
  ...['ClassBody', 'MethodDefinition', 'PropertyDefinition', 'ThisExpression', 'Super'],
  ...['ArrayExpression', 'ObjectExpression', 'Property', 'SpreadElement', 'RestElement'],
  ...['ArrayPattern', 'ObjectPattern', 'AssignmentPattern', 'MemberExpression', 'CallExpression'],
  ...['NewExpression', 'ChainExpression', 'AwaitExpression', 'UnaryExpression', 'UpdateExpression'],
  ...['BinaryExpression', 'LogicalExpression', 'ConditionalExpression', 'AssignmentExpression'],
  ...['SequenceExpression', 'BlockStatement', 'ExpressionStatement', 'IfStatement'],
  ...['ReturnStatement', 'ThrowStatement', 'TryStatement', 'CatchClause', 'ForStatement'],
  ...['ForOfStatement', 'ForInStatement', 'WhileStatement', 'DoWhileStatement', 'SwitchStatement'],
  ...['SwitchCase', 'BreakStatement', 'ContinueStatement', 'LabeledStatement', 'EmptyStatement'],
]);

/** Nodes of TypeScript that stand around what runs. */
const run = new Set<string>([
  ...['TSAsExpression', 'TSSatisfiesExpression', 'TSNonNullExpression', 'TSTypeAssertion'],
  'TSParameterProperty',
]);

const names: Readonly<Record<string, string>> = {
  ImportExpression: 'an import at run time',
  ImportNamespaceSpecifier: 'an import of everything under one name',
  ExportDefaultDeclaration: 'a default export',
  MetaProperty: 'a new.target or import.meta',
  TaggedTemplateExpression: 'a tagged template',
  YieldExpression: 'a generator',
  StaticBlock: 'a static block of a class',
  AccessorProperty: 'an accessor',
  ClassExpression: 'a class inside of an expression',
  Decorator: 'a decorator',
};

/** What leads from an object to what it shares with others. Built-in names are refused where they are looked up. */
const deniedProperties = new Set(['__proto__', 'prototype', 'constructor', 'callee', 'caller']);
