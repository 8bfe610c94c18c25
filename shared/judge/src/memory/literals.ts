import type { Expression, Node, ObjectExpression } from 'oxc-parser';
import type { Frame } from './frame.ts';
import type { Interpreter } from './interpreter.ts';
import { checkMethodName } from './members.ts';
import { checkRead, nameOf } from './names.ts';
import { Refused } from './refused.ts';
import { checkKept, putInto } from './storing.ts';
import {
  type Atom,
  data,
  has,
  isOnly,
  type Made,
  number,
  plain,
  primitive,
  union,
  type Value,
  value,
  wordsFor,
} from './values.ts';

/** A literal. A regular expression of a request is new each time; one that lives longer must have no memory. */
export function literal(node: Extract<Expression, { type: 'Literal' }>, { phase }: Frame): Value {
  if ('regex' in node && node.regex) {
    if (phase !== 'request' && /[gy]/.test(node.regex.flags))
      throw new Refused(node, 'a regular expression that remembers where it was, by g or y');
    return plain('regexp');
  }
  if (typeof node.value === 'string') return value({ kind: 'text', text: node.value });
  return typeof node.value === 'number' ? number : primitive;
}

/** Texts that are put together from known texts are known. A number in a text is told as 0. */
export function template(
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

/** How many variants of a text are told apart; more are no texts that are known. */
const mostTexts = 64;
const longestText = 20_000;

/** What two parts of a text are together: a known text, where both are known. */
export function joined(left: Value, right: Value): Value {
  if (left.size * right.size > mostTexts) return primitive;
  const pairs = [...left.values()].flatMap((a) =>
    [...right.values()].map((b) => {
      const [first, second] = [textOf(a), textOf(b)];
      const isKnown = first !== undefined && second !== undefined;
      return isKnown && first.length + second.length <= longestText
        ? value({ kind: 'text', text: first + second })
        : primitive;
    }),
  );
  return union(...pairs);
}

function textOf(atom: Atom): string | undefined {
  if (atom.kind === 'text') return atom.text;
  return atom.kind === 'number' ? '0' : undefined;
}

/** What becomes a text or a number may run code of its own on the way. */
export function checkConverted(converted: Value, node: Node): void {
  const kinds = ['primitive', 'number', 'text', 'setting', 'promise', 'data', 'foreign'];
  for (const atom of converted.values())
    if (!kinds.includes(atom.kind))
      throw new Refused(node, `${wordsFor(atom)} as a text or a number`);
}

/** An array of a request is data; one that is made before may have nothing in it that can change. */
export function array(
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
  return inLiteral(parts, i);
}

/** Criteria of a query with another one in them can only be handed on, as that one. */
function inLiteral(parts: readonly (readonly [Node, Value])[], i: Interpreter): Value {
  const isQuery = parts.some(([, part]) => has(part, 'query'));
  const others = parts.map(([at, part]) => putInto(without(part, 'query'), at, i));
  return isQuery ? plain('query') : union(data, ...others);
}

const without = (all: Value, sort: Atom['kind']): Value =>
  value(...[...all.values()].filter(({ kind }) => kind !== sort));

/** What is in a constant are primitives. */
const spread = (all: Value): Value =>
  value(
    ...[...all.values()].map((atom) =>
      atom.kind === 'constant' ? ({ kind: 'primitive' } as const) : atom,
    ),
  );

/** A literal of a request is data. One that is made before is kept, with functions and clients in it, as it is. */
export function object(node: ObjectExpression, frame: Frame, i: Interpreter): Value {
  if (frame.phase === 'request') {
    const parts = node.properties.map((property): [Node, Value] => {
      const part = property.type === 'SpreadElement' ? property.argument : property.value;
      const found = i.evaluate(part, frame);
      if (property.type === 'Property') {
        const name = nameOf(property.key, property.computed, frame, i);
        checkMethodName(name, property);
        if (has(found, 'function')) checkRead(name, property);
      }
      return [part, property.type === 'SpreadElement' ? spread(found) : found];
    });
    return inLiteral(parts, i);
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
