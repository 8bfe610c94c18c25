import type { Node, PropertyKey } from 'oxc-parser';
import type { Frame } from './frame.ts';
import type { Interpreter } from './interpreter.ts';
import { Refused } from './refused.ts';
import type { SourceFile } from './source.ts';

/**
 * The name of a property, as a key of what it is a property of. Private names belong to their class. Refuses a name that
 * is made at run time, except an index.
 */
export function nameOf(
  key: PropertyKey,
  isComputed: boolean,
  frame: Frame,
  i: Interpreter,
): string {
  if (!isComputed) {
    if (key.type === 'Identifier') return key.name;
    if (key.type === 'PrivateIdentifier') return privateName(key, frame.file);
    if (key.type === 'Literal') return String(key.value);
  }
  if (isDisposalKey(key, frame.file)) return `@@${key.property.name}`;
  if (key.type === 'PrivateIdentifier') return privateName(key, frame.file);
  const atoms = [...i.evaluate(key, frame).values()];
  const [first] = atoms;
  if (atoms.every(({ kind }) => kind === 'number')) return index;
  if (first?.kind === 'text' && atoms.length === 1) return first.text;
  throw new Refused(key, 'a property whose name is made at run time');
}

/** Stands for all elements of an array. */
export const index = '0';

/** Refuses names that lead from an object to what it shares with other objects. */
export function checkRead(name: string, node: Node): void {
  checkCalled(name, node);
  if (builtIn.has(name))
    throw new Refused(node, `the function ${name} of a built-in object, not called`);
}

/** As `checkRead`, where what is named is called at once. */
export function checkCalled(name: string, node: Node): void {
  if (name.startsWith('_') || deniedProperties.has(name))
    throw new Refused(node, `the property ${name}, which leads to what objects share`);
}

const deniedProperties = new Set(['constructor', 'prototype', 'caller', 'callee', 'arguments']);

/** Names of the functions that all arrays, texts, promises and so on have in common. */
const builtIn = new Set(
  [
    ...[Object, Function, Array, String, Number, Boolean, BigInt, Symbol, Promise, Map, Set],
    ...[WeakMap, WeakSet, RegExp, Date, Error, ArrayBuffer, Uint8Array],
  ]
    .map((one) => one.prototype as object)
    .concat([
      Object.getPrototypeOf(Uint8Array.prototype) as object,
      ...[[].values(), new Map().values(), new Set().values(), ''.matchAll(/./g)].flatMap(
        (iterator) => {
          const own = Object.getPrototypeOf(iterator) as object;
          return [own, Object.getPrototypeOf(own) as object];
        },
      ),
    ])
    .flatMap((prototype) =>
      Object.entries(Object.getOwnPropertyDescriptors(prototype)).flatMap(([name, property]) =>
        typeof property.value === 'function' ? [name] : [],
      ),
    ),
);

/** Whether a key is `Symbol.asyncDispose` or `Symbol.dispose`. */
export function isDisposalKey(
  key: Node,
  file: SourceFile,
): key is Node & { readonly property: { readonly name: string } } {
  return (
    key.type === 'MemberExpression' &&
    !key.computed &&
    key.object.type === 'Identifier' &&
    key.object.name === 'Symbol' &&
    !file.variables.has(key.object) &&
    key.property.type === 'Identifier' &&
    ['asyncDispose', 'dispose'].includes(key.property.name)
  );
}

/** `#balance` of one class is not `#balance` of another. */
function privateName(key: Node & { readonly name: string }, file: SourceFile): string {
  for (let node = file.parents.get(key); node; node = file.parents.get(node)) {
    if (node.type !== 'ClassDeclaration') continue;
    const declares = node.body.body.some(
      (member) =>
        'key' in member && member.key.type === 'PrivateIdentifier' && member.key.name === key.name,
    );
    if (declares) return `#${key.name} ${file.path} ${node.start}`;
  }
  throw new Refused(key, 'a private name that no class declares');
}
