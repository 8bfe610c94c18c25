import type { Expression, MemberExpression, Node, ObjectExpression } from 'oxc-parser';
import type { Frame } from './frame.ts';
import { globalNamed } from './globals.ts';
import type { Interpreter } from './interpreter.ts';
import { checkMethodName } from './members.ts';
import { checkRead, nameOf } from './names.ts';
import { takesOptions } from './packages.ts';
import { Refused } from './refused.ts';
import { checkKept, putInto } from './storing.ts';
import { isFunction } from './tree.ts';
import {
  data,
  has,
  isOnly,
  type Made,
  nothing,
  number,
  plain,
  primitive,
  union,
  type Value,
  value,
  wordsFor,
} from './values.ts';

/** What an expression is. Refuses it where it may keep something in memory. */
export function evaluate(node: Expression, frame: Frame, i: Interpreter): Value {
  const of = (one: Expression) => i.evaluate(one, frame);
  switch (node.type) {
    case 'Literal':
      return literal(node);
    case 'TemplateLiteral':
      return template(node, frame, i);
    case 'Identifier':
      if (!frame.file.variables.has(node)) return globalNamed(node);
      return i.lookUp(node, frame);
    case 'ThisExpression':
      return frame.self;
    case 'ArrayExpression':
      return array(node, frame, i);
    case 'ObjectExpression':
      return object(node, frame, i);
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
      return value({ kind: 'function', node, frame });
    case 'MemberExpression':
      return member(node, frame, i);
    case 'CallExpression':
      return call(node, frame, i);
    case 'NewExpression':
      return construct(node, frame, i);
    case 'ChainExpression':
      return union(of(node.expression), primitive);
    case 'AwaitExpression':
      return of(node.argument);
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'TSTypeAssertion':
      return of(node.expression);
    case 'ConditionalExpression':
      of(node.test);
      return union(of(node.consequent), of(node.alternate));
    case 'LogicalExpression':
      return union(of(node.left), of(node.right));
    case 'SequenceExpression':
      return node.expressions.map(of).at(-1) ?? primitive;
    case 'BinaryExpression':
      return binary(node, frame, i);
    case 'UnaryExpression': {
      const { operator, argument } = node;
      if (operator === 'delete') {
        i.assign(argument, nothing, frame);
        return primitive;
      }
      if (operator === 'typeof' || operator === 'void' || operator === '!') {
        of(argument);
        return primitive;
      }
      checkConverted(of(argument), argument);
      return number;
    }
    case 'UpdateExpression':
      i.assign(node.argument, number, frame);
      return number;
    case 'AssignmentExpression': {
      const assigned = of(node.right);
      const { operator, left } = node;
      if (operator === '=' || /^(\|\||&&|\?\?)=$/.test(operator)) {
        i.assign(left, assigned, frame);
        return assigned;
      }
      checkConverted(assigned, node.right);
      const sum = operator === '+=' && !isOnly(assigned, 'number') ? primitive : number;
      i.assign(left, sum, frame);
      return sum;
    }
    default:
      throw new Refused(node, `a ${node.type}, which is not on the list`);
  }
}

function literal(node: Extract<Expression, { type: 'Literal' }>): Value {
  if ('regex' in node && node.regex) {
    if (/[gy]/.test(node.regex.flags))
      throw new Refused(node, 'a regular expression that remembers where it was, by g or y');
    return plain('regexp');
  }
  if (typeof node.value === 'string') return value({ kind: 'text', text: node.value });
  return typeof node.value === 'number' ? number : primitive;
}

/** Texts that are put together from known texts are known. A number in a text is told as 0. */
function template(
  node: Extract<Expression, { type: 'TemplateLiteral' }>,
  frame: Frame,
  i: Interpreter,
): Value {
  let texts: Value = value({ kind: 'text', text: node.quasis[0]?.value.cooked ?? '' });
  for (const [at, expression] of node.expressions.entries()) {
    const part = i.evaluate(expression, frame);
    checkConverted(part, expression);
    const rest = value({ kind: 'text', text: node.quasis[at + 1]?.value.cooked ?? '' });
    texts = joined(joined(texts, part), rest);
  }
  return texts;
}

/** More texts than a statement has variants are no texts that are known. */
const mostTexts = 64;

function joined(left: Value, right: Value): Value {
  if (left.size * right.size > mostTexts) return primitive;
  const pairs = [...left.values()].flatMap((a) =>
    [...right.values()].map((b) => {
      const [first, second] = [textOf(a), textOf(b)];
      return first === undefined || second === undefined
        ? primitive
        : value({ kind: 'text', text: first + second });
    }),
  );
  return union(...pairs);
}

function textOf(atom: Value extends ReadonlyMap<unknown, infer A> ? A : never): string | undefined {
  if (atom.kind === 'text') return atom.text;
  return atom.kind === 'number' ? '0' : undefined;
}

/** What becomes a text or a number may run code of its own on the way. */
function checkConverted(converted: Value, node: Node): void {
  const kinds = ['primitive', 'number', 'text', 'setting', 'data', 'foreign'];
  for (const atom of converted.values())
    if (!kinds.includes(atom.kind))
      throw new Refused(node, `${wordsFor(atom)} as a text or a number`);
}

function binary(
  node: Extract<Expression, { type: 'BinaryExpression' }>,
  frame: Frame,
  i: Interpreter,
): Value {
  if (node.left.type === 'PrivateIdentifier')
    throw new Refused(node, 'a question for a private name');
  const left = i.evaluate(node.left, frame);
  const right = i.evaluate(node.right, frame);
  if (['===', '!==', 'instanceof', 'in'].includes(node.operator)) return primitive;
  checkConverted(left, node.left);
  checkConverted(right, node.right);
  if (['==', '!=', '<', '<=', '>', '>='].includes(node.operator)) return primitive;
  if (node.operator !== '+') return number;
  if (isOnly(left, 'number') && isOnly(right, 'number')) return number;
  return joined(left, right);
}

function array(
  node: Extract<Expression, { type: 'ArrayExpression' }>,
  frame: Frame,
  i: Interpreter,
): Value {
  const parts = node.elements.map((element): [Node, Value] => {
    if (element === null) return [node, primitive];
    if (element.type !== 'SpreadElement') return [element, i.evaluate(element, frame)];
    return [element, spread(i.evaluate(element.argument, frame))];
  });
  const isConstant = parts.every(([, part]) =>
    isOnly(part, 'primitive', 'number', 'text', 'setting'),
  );
  if (frame.phase !== 'request' && isConstant) return plain('constant');
  return union(data, ...parts.map(([at, part]) => putInto(part, at, i)));
}

/** What is in a constant are primitives. */
const spread = (all: Value): Value =>
  value(
    ...[...all.values()].map((atom) =>
      atom.kind === 'constant' ? ({ kind: 'primitive' } as const) : atom,
    ),
  );

/** A literal of a request is data. One that is made before is kept, with functions and clients in it, as it is. */
function object(node: ObjectExpression, frame: Frame, i: Interpreter): Value {
  if (frame.phase === 'request') {
    const parts = node.properties.map((property) => {
      const part = property.type === 'SpreadElement' ? property.argument : property.value;
      const found = i.evaluate(part, frame);
      if (property.type === 'Property') {
        const name = nameOf(property.key, property.computed, frame, i);
        checkMethodName(name, property);
        if (has(found, 'function')) checkRead(name, property);
      }
      return putInto(property.type === 'SpreadElement' ? spread(found) : found, part, i);
    });
    return union(data, ...parts);
  }
  const made: Made = literalAt(node);
  for (const property of node.properties) {
    if (property.type === 'SpreadElement')
      throw new Refused(property, 'a spread into an object that lives as long as the instance');
    const name = nameOf(property.key, property.computed, frame, i);
    checkMethodName(name, property);
    const part = i.evaluate(property.value, frame);
    checkKept(part, property.value, frame);
    i.add(made, name, part);
  }
  return value(made);
}

const literals = new WeakMap<Node, Made>();

function literalAt(site: Node): Made {
  const known = literals.get(site);
  if (known) return known;
  const made: Made = { kind: 'object', site, isOfRequest: false, of: undefined };
  literals.set(site, made);
  return made;
}

function member(node: MemberExpression, frame: Frame, i: Interpreter): Value {
  if (node.object.type === 'Super') throw new Refused(node, 'a property of super, not called');
  const of = i.evaluate(node.object, frame);
  const found = i.memberOf(of, nameOf(node.property, node.computed, frame, i), node, frame);
  if (has(found, 'em')) i.note({ kind: 'captured', frame, site: node });
  return found;
}

function call(
  node: Extract<Expression, { type: 'CallExpression' }>,
  frame: Frame,
  i: Interpreter,
): Value {
  const { callee } = node;
  if (callee.type === 'Super') {
    const args = i.args(node.arguments, frame);
    superCall(node, args, frame, i);
    return primitive;
  }
  const inner = callee.type === 'TSNonNullExpression' ? callee.expression : callee;
  if (inner.type === 'MemberExpression') {
    const name = nameOf(inner.property, inner.computed, frame, i);
    if (inner.object.type === 'Super') {
      const args = i.args(node.arguments, frame);
      return superMethod(node, name, args, frame, i);
    }
    const of = i.evaluate(inner.object, frame);
    const args = takesOptions(of, name) ? [] : i.args(node.arguments, frame);
    return i.callMember(of, name, args, node, frame);
  }
  const called = i.evaluate(inner, frame);
  const args = takesOptions(called) ? [] : i.args(node.arguments, frame);
  return i.callValue(called, args, node, frame);
}

function construct(
  node: Extract<Expression, { type: 'NewExpression' }>,
  frame: Frame,
  i: Interpreter,
): Value {
  const made = i.evaluate(node.callee, frame);
  const args = takesOptions(made) ? [] : i.args(node.arguments, frame);
  return union(
    ...[...made.values()].map((atom) => {
      if (atom.kind === 'class') return i.construct(atom, args, node, frame);
      return i.callValue(value(atom), args, node, frame);
    }),
  );
}

/** The class around the code, as the value of what it extends. */
function parentOf(node: Node, frame: Frame, i: Interpreter): Value {
  for (let at = frame.file.parents.get(node); at; at = frame.file.parents.get(at)) {
    if (at.type === 'ClassDeclaration' && at.superClass) {
      let outermost = frame;
      while (outermost.outer) outermost = outermost.outer;
      return i.evaluate(at.superClass, outermost);
    }
    if (isFunction(at) && at.type === 'FunctionDeclaration') break;
  }
  throw new Refused(node, 'a super outside of a class');
}

function superCall(node: Node, args: Value[], frame: Frame, i: Interpreter): void {
  for (const parent of parentOf(node, frame, i).values())
    for (const self of frame.self.values())
      if (parent.kind === 'class' && self.kind === 'object')
        i.initialise(parent, self, args, node, frame);
}

function superMethod(node: Node, name: string, args: Value[], frame: Frame, i: Interpreter): Value {
  const found = [...parentOf(node, frame, i).values()].map((parent) => {
    if (parent.kind !== 'class') throw new Refused(node, 'a method of a class that is not its own');
    const methods = i.memberOf(value(parent), `super ${name}`, node, frame);
    return [...methods.values()].map((method) =>
      method.kind === 'function' ? i.call(method, frame.self, args, node, frame) : nothing,
    );
  });
  return union(...found.flat());
}
