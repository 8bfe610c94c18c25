import type { Expression, Node } from 'oxc-parser';
import type { Frame } from './frame.ts';
import type { Interpreter } from './interpreter.ts';
import { Refused } from './refused.ts';
import { checkExpression } from './sql.ts';
import { isOnly } from './values.ts';

/** What is said of a property of an entity, without functions. */
const describing = new Set(
  [
    'integer smallint tinyint mediumint bigint string text character boolean datetime date double',
    'float decimal uuid json enum primary autoincrement version nullable default defaultRaw unique',
    'index length precision scale unsigned name fieldName columnType check generated comment',
    'concurrencyCheck mapToPk deleteRule updateRule deferMode foreignKeyName joinColumn',
    'createForeignKeyConstraint',
  ].flatMap((line) => line.split(' ')),
);

/** What refers to another entity. Without `mapToPk` it is an object that can send statements by itself. */
const relations = new Set(['manyToOne', 'oneToOne']);

/** Parts of an entity that have no effect but on the tables. */
const ofTables = ['name', 'tableName', 'schema', 'comment', 'uniques', 'indexes', 'checks'];

/** Refuses an entity that has anything in it that may run later, or that is not on the list. */
export function checkEntity(node: Node | undefined, frame: Frame, i: Interpreter): void {
  if (node?.type !== 'ObjectExpression')
    throw new Refused(node, 'an entity that is not written out');
  for (const property of node.properties) {
    const name =
      property.type === 'Property' && property.key.type === 'Identifier' && property.key.name;
    if (property.type !== 'Property' || !name)
      throw new Refused(property, 'a part of an entity that is not written out');
    if (ofTables.includes(name) && isWrittenOut(property.value)) continue;
    if (name !== 'properties' || property.value.type !== 'ObjectExpression')
      throw new Refused(property, `the part ${name} of an entity, which is not on the list`);
    for (const one of property.value.properties) {
      if (one.type !== 'Property')
        throw new Refused(one, 'a part of an entity that is not written out');
      checkDescription(returnedBy(one.value) ?? one.value, frame, i);
    }
  }
}

/** What a function without arguments says at once: `() => p.manyToOne(Other)`, for an entity that comes later. */
function returnedBy(node: Expression): Expression | undefined {
  if (node.type !== 'ArrowFunctionExpression' || node.async || node.params.length > 0)
    return undefined;
  if (node.body.type !== 'BlockStatement') return node.body;
  const [only, ...more] = node.body.body;
  if (only?.type !== 'ReturnStatement' || more.length > 0) return undefined;
  return only.argument ?? undefined;
}

function checkDescription(node: Expression, frame: Frame, i: Interpreter, isKey = false): void {
  if (node.type === 'Identifier') {
    const [of] = [...i.evaluate(node, frame).values()];
    if (of?.kind === 'package' && of.name === 'p') return;
  }
  const isCall = node.type === 'CallExpression' && node.callee.type === 'MemberExpression';
  if (!isCall || node.callee.type !== 'MemberExpression')
    throw new Refused(node, 'a property of an entity that is not described by p');
  const { property, object } = node.callee;
  const name = property.type === 'Identifier' && !node.callee.computed ? property.name : '';
  if (relations.has(name)) {
    if (!isKey) throw new Refused(property, 'a relation that is no plain key, by mapToPk');
    checkRelated(node.arguments, node, frame, i);
  } else {
    if (!describing.has(name))
      throw new Refused(property, 'a description of a property which is not on the list');
    for (const arg of node.arguments)
      if (!isWrittenOut(arg))
        throw new Refused(arg, 'a description of a property by more than a literal');
  }
  checkDescription(object, frame, i, isKey || name === 'mapToPk');
}

function checkRelated(args: readonly Node[], node: Node, frame: Frame, i: Interpreter): void {
  const [related, ...more] = args;
  const of = related && (returnedBy(related as Expression) ?? (related as Expression));
  if (!of || of.type !== 'Identifier' || more.length > 0)
    throw new Refused(node, 'a relation to an entity that is not named');
  if (!isOnly(i.evaluate(of, frame), 'entity', 'schema', 'class'))
    throw new Refused(of, 'an entity that is not declared by defineEntity');
}

/** Literals, and arrays and objects of them. Refuses SQL in them that leaves something with its session. */
function isWrittenOut(node: Node): boolean {
  switch (node.type) {
    case 'Literal':
      if (typeof node.value === 'string') checkExpression(node.value, node);
      return true;
    case 'TemplateLiteral':
      checkExpression(node.quasis[0]?.value.cooked ?? '', node);
      return node.expressions.length === 0;
    case 'ArrayExpression':
      return node.elements.every((element) => element !== null && isWrittenOut(element));
    case 'ObjectExpression':
      return node.properties.every(
        (one) => one.type === 'Property' && !one.computed && isWrittenOut(one.value),
      );
    default:
      return false;
  }
}
