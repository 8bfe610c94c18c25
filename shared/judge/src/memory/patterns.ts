import type { Node } from 'oxc-parser';
import type { Frame } from './frame.ts';
import type { Interpreter } from './interpreter.ts';
import { checkRead, index, nameOf } from './names.ts';
import { Refused } from './refused.ts';
import { checkKept, isHarmless } from './storing.ts';
import { data, has, union, type Value, wordsFor } from './values.ts';

/** Gives the names in a pattern their parts of a value: names that are being declared. */
export function bind(pattern: Node, to: Value, frame: Frame, i: Interpreter): void {
  spreadOut(pattern, to, frame, i, (name, part) => {
    checkKept(part, name, frame);
    declare(name, part, frame, i);
  });
}

/** Assigns to names, and to members, that exist: only what belongs to the request may change. */
export function assign(target: Node, to: Value, frame: Frame, i: Interpreter): void {
  spreadOut(target, to, frame, i, (name, part) => {
    if (name.type === 'Identifier') assignName(name, part, frame, i);
    else assignMember(name, part, frame, i);
  });
}

function spreadOut(
  pattern: Node,
  to: Value,
  frame: Frame,
  i: Interpreter,
  each: (target: Node, part: Value) => void,
): void {
  switch (pattern.type) {
    case 'AssignmentPattern': {
      const whole = union(to, i.evaluate(pattern.right, frame));
      return spreadOut(pattern.left, whole, frame, i, each);
    }
    case 'ArrayPattern':
      for (const element of pattern.elements) {
        if (element === null) continue;
        const isRest = element.type === 'RestElement';
        const part = isRest ? restOf(to, element) : i.memberOf(to, index, element, frame);
        spreadOut(isRest ? element.argument : element, part, frame, i, each);
      }
      return;
    case 'ObjectPattern':
      for (const property of pattern.properties) {
        if (property.type === 'RestElement') {
          spreadOut(property.argument, restOf(to, property), frame, i, each);
          continue;
        }
        const name = nameOf(property.key, property.computed, frame, i);
        const part = i.memberOf(to, name, property, frame);
        if (has(part, 'em')) i.note({ kind: 'captured', frame, site: property });
        spreadOut(property.value, part, frame, i, each);
      }
      return;
    case 'TSParameterProperty':
      throw new Refused(pattern, 'a parameter that is a field');
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'TSTypeAssertion':
      return spreadOut(pattern.expression, to, frame, i, each);
    default:
      each(pattern, to);
  }
}

function restOf(whole: Value, node: Node): Value {
  for (const atom of whole.values())
    if (!isHarmless(atom)) throw new Refused(node, `the rest of ${wordsFor(atom)}`);
  return data;
}

function declare(name: Node, part: Value, frame: Frame, i: Interpreter): void {
  const variable = frame.file.variables.get(name);
  if (name.type !== 'Identifier' || !variable)
    throw new Refused(name, 'a name of a kind not known');
  i.add(i.frameOf(frame), variable, part);
}

function assignName(name: Node, part: Value, frame: Frame, i: Interpreter): void {
  const variable = frame.file.variables.get(name);
  if (!variable) throw new Refused(name, 'an assignment to a built-in name');
  const owner = ownerOf(variable.scope.variableScope.block, frame);
  if (owner?.phase !== 'request')
    throw new Refused(name, 'a variable outside of the request that is assigned');
  if (
    variable.defs.some(
      ({ type }) => type !== 'Variable' && type !== 'Parameter' && type !== 'CatchClause',
    )
  )
    throw new Refused(name, 'a function or a class that is assigned');
  i.add(i.frameOf(owner), variable, part);
}

/** The call in which the variables of a function live, seen from code in it. */
export function ownerOf(block: unknown, frame: Frame): Frame | undefined {
  for (let at: Frame | undefined = frame; at; at = at.outer) if (at.node === block) return at;
  return undefined;
}

function assignMember(target: Node, part: Value, frame: Frame, i: Interpreter): void {
  if (target.type !== 'MemberExpression' || target.object.type === 'Super')
    throw new Refused(target, 'an assignment of a kind not known');
  const base = i.evaluate(target.object, frame);
  const name = nameOf(target.property, target.computed, frame, i);
  for (const atom of base.values()) {
    if (atom.kind === 'primitive' || atom.kind === 'number' || atom.kind === 'text') continue;
    if (atom.kind === 'data') {
      checkRead(name, target);
      checkPart(part, target, i);
    } else if (atom.kind === 'object') {
      const isOwn = target.object.type === 'ThisExpression' && frame.isConstructor;
      if (!atom.isOfRequest && !isOwn) throw new Refused(target, outside(target));
      if (!atom.isOfRequest) checkKept(part, target, frame);
      i.add(atom, name, part);
    } else throw new Refused(target, `a property of ${wordsFor(atom)} that is assigned`);
  }
}

function outside(target: Extract<Node, { type: 'MemberExpression' }>): string {
  return target.object.type === 'ThisExpression'
    ? 'a field that is assigned outside of the constructor'
    : 'a property that is assigned from outside of its object';
}

/** What becomes part of data may be taken out of it by anything that knows the data. */
function checkPart(part: Value, target: Node, i: Interpreter): void {
  for (const atom of part.values()) {
    if (isHarmless(atom)) continue;
    if (atom.kind === 'function' && atom.frame.phase === 'request') i.escape(atom);
    else throw new Refused(target, `${wordsFor(atom)} that is put into an object`);
  }
}
