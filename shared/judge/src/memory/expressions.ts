import type { Expression, MemberExpression, Node } from 'oxc-parser';
import { isFunction } from '../syntax/tree.ts';
import type { Frame } from './frame.ts';
import { globalNamed } from './globals.ts';
import type { Interpreter } from './interpreter.ts';
import { array, checkConverted, joined, literal, object, template } from './literals.ts';
import { nameOf } from './names.ts';
import { takesOptions } from './packages.ts';
import { checkNotAwaited } from './queries.ts';
import { Refused } from './refused.ts';
import {
  awaited,
  has,
  isOnly,
  nothing,
  number,
  primitive,
  union,
  type Value,
  value,
} from './values.ts';

/** What an expression is. Refuses it where it may keep something in memory. */
export function evaluate(node: Expression, frame: Frame, i: Interpreter): Value {
  const of = (one: Expression) => i.evaluate(one, frame);
  switch (node.type) {
    case 'Literal':
      return literal(node, frame);
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
    case 'AwaitExpression': {
      const found = of(node.argument);
      checkNotAwaited(found, node);
      return awaited(found);
    }
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
