import type { Class, ClassElement, MethodDefinition, Node } from 'oxc-parser';
import type { Frame } from './frame.ts';
import { numbersOf } from './globals.ts';
import type { ClassAtom, FunctionAtom, Interpreter } from './interpreter.ts';
import { checkCalled, checkRead, index, nameOf } from './names.ts';
import { Refused } from './refused.ts';
import {
  type Atom,
  data,
  foreign,
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

/** What a property of something is. Refuses those that are not on the list. */
export function memberOf(of: Value, name: string, node: Node, frame: Frame, i: Interpreter): Value {
  return union(...[...of.values()].map((atom) => memberOfAtom(atom, name, node, frame, i)));
}

function memberOfAtom(atom: Atom, name: string, node: Node, frame: Frame, i: Interpreter): Value {
  switch (atom.kind) {
    case 'primitive':
    case 'number':
    case 'text':
    case 'setting':
      checkRead(name, node);
      return name === 'length' ? number : primitive;
    case 'promise':
      checkRead(name, node);
      return primitive;
    case 'data':
      checkRead(name, node);
      return name === 'length' || name === 'size' ? number : data;
    case 'foreign':
      checkRead(name, node);
      return foreign;
    case 'object':
      return memberOfObject(atom, name, node, frame, i);
    case 'class':
      if (name.startsWith('super ')) return methodIn(atom, name.slice('super '.length), node, i);
      break;
    case 'package':
      if (atom.name === 'pg' && name === 'Pool') return value({ kind: 'package', name: 'pg Pool' });
      if (/^(LockMode|IsolationLevel)$/.test(atom.name)) return primitive;
      break;
    case 'global':
      if (numbersOf[atom.name]?.includes(name)) return number;
      break;
    case 'resources':
      if (name === 'screen') return plain('screen');
      if (name === 'postgres' || name === 'redis') return plain('settings');
      if (name === 'dataFolder') return value({ kind: 'setting', name });
      break;
    default: {
      const found = properties[atom.kind]?.[name];
      if (found) return found;
      if (atom.kind === 'settings') return value({ kind: 'setting', name });
    }
  }
  throw new Refused(node, `the property ${shown(name)} of ${wordsFor(atom)}`);
}

/** Properties that may be read, by sort. */
const properties: Partial<Record<Atom['kind'], Readonly<Record<string, Value>>>> = {
  constant: { length: number, [index]: primitive },
  orm: { em: plain('shared em') },
  result: { rows: data, rowCount: number, command: primitive },
  schema: { class: plain('entity') },
};

/** The name of a property as it is written. */
export const shown = (name: string) => name.replace(/^(super )?(\S+)( .*)?$/, '$2');

function memberOfObject(
  object: Made,
  name: string,
  node: Node,
  frame: Frame,
  i: Interpreter,
): Value {
  checkCalled(name, node);
  const held = i.read(object, name);
  if (!object.of) {
    if (held.size === 0) throw new Refused(node, `the property ${shown(name)}, which is not there`);
    return held;
  }
  const member = memberNamed(object.of, name, i);
  if (member === 'of an error') return union(held, foreign);
  if (!member && held.size === 0)
    throw new Refused(node, `the property ${shown(name)}, which no class declares`);
  if (member?.node.type !== 'MethodDefinition') return held;
  const method = functionOf(member.node, member.of);
  if (!method) return held;
  const isGetter = member.node.kind === 'get';
  return union(held, isGetter ? i.call(method, value(object), [], node, frame) : value(method));
}

function methodIn(of: ClassAtom, name: string, node: Node, i: Interpreter): Value {
  const member = memberNamed(of, name, i);
  if (!member || member === 'of an error' || member.node.type !== 'MethodDefinition')
    throw new Refused(node, `the method ${shown(name)}, which is not found`);
  const method = functionOf(member.node, member.of);
  return method ? value(method) : nothing;
}

function functionOf({ value: node }: MethodDefinition, of: ClassAtom): FunctionAtom | undefined {
  return node.body ? { kind: 'function', node, frame: of.frame } : undefined;
}

interface Member {
  readonly node: ClassElement;
  /** The class that declares it. */
  readonly of: ClassAtom;
}

/** The member that an instance of a class has, from the class itself or the nearest that it extends. */
function memberNamed(
  of: ClassAtom,
  name: string,
  i: Interpreter,
): Member | 'of an error' | undefined {
  for (const member of of.node.body.body) {
    if (!('key' in member) || !('kind' in member || 'readonly' in member)) continue;
    if (/Accessor/.test(member.type)) continue;
    if (nameOf(member.key, member.computed, of.frame, i) !== name) continue;
    return { node: member, of };
  }
  const parent = parentOf(of, i);
  if (parent === undefined || parent.kind === 'entity') return undefined;
  return parent.kind === 'class' ? memberNamed(parent, name, i) : 'of an error';
}

/** Whether an object has a property of its own, or by its class. */
export function hasMember(object: Made, name: string, i: Interpreter): boolean {
  if (i.read(object, name).size > 0) return true;
  return object.of !== undefined && memberNamed(object.of, name, i) !== undefined;
}

/** What a class extends: one of the code's own, an error, or the class of a schema. */
export function parentOf({ node, frame }: ClassAtom, i: Interpreter): Atom | undefined {
  if (!node.superClass) return undefined;
  const [parent, ...more] = [...i.evaluate(node.superClass, frame).values()];
  if (!parent) return undefined;
  const isError =
    (parent.kind === 'package' || parent.kind === 'global') && isErrorName(parent.name);
  if (more.length > 0 || !(isError || parent.kind === 'class' || parent.kind === 'entity'))
    throw new Refused(node.superClass, 'a class that is not its own, and no error, extended');
  return parent;
}

/** Whether a class of a package or of the language is one of errors. */
export const isErrorName = (name: string) =>
  /(Error|Exception)$/.test(name) || domainErrors.has(name);

/** The refusals of the domain, whose names do not say that they are errors. */
export const domainErrors = new Set([
  ...['DomainError', 'InvalidAmount', 'InvalidOwner', 'UnknownAccount', 'InsufficientFunds'],
  ...['BalanceOutOfRange', 'SameAccount', 'AccountNotEmpty', 'Conflict', 'VersionMismatch'],
  ...['Unavailable', 'TooManyAccounts', 'KeyReused', 'KeyInUse'],
]);

/** Refuses names under which the language calls a function by itself. */
export function checkMethodName(name: string, node: Node): void {
  if (['then', 'toString', 'valueOf', 'toJSON', 'toLocaleString', '__proto__'].includes(name))
    throw new Refused(node, `a property ${name}, which is called without being named`);
}

/** Throws `Refused` where a class has something that is not followed. */
export function checkClass({ body }: Class, of: ClassAtom, i: Interpreter): void {
  for (const member of body.body) {
    if (!('key' in member)) throw new Refused(member, 'a member of a class of a kind not known');
    if (member.type === 'MethodDefinition' && member.kind === 'constructor') continue;
    checkMethodName(nameOf(member.key, member.computed, of.frame, i), member);
  }
}
