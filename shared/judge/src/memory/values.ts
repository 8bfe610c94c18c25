import type { Atom, Plain, Value } from './frame.ts';

export type { Atom, Made, Value } from './frame.ts';

/** What is not known yet, or never comes. */
export const nothing: Value = new Map();

/** A value of these sorts. */
export function value(...atoms: readonly Atom[]): Value {
  return new Map(atoms.map((atom) => [keyOf(atom), atom]));
}

/** A value of a sort that has nothing more to say of itself. */
export const plain = (kind: Plain): Value => value({ kind });

/** Any primitive. */
export const primitive = plain('primitive');
/** A number. */
export const number = plain('number');
/** An object of this request alone. */
export const data = plain('data');
/** An object that can be read only. */
export const foreign = plain('foreign');
/** That something comes later. */
export const promise = plain('promise');

/** All that any of them may be. */
export function union(...values: readonly Value[]): Value {
  return new Map(values.flatMap((one) => [...one]));
}

/** What a value is once it has been waited for. */
export function awaited(all: Value): Value {
  return value(...[...all.values()].filter(({ kind }) => kind !== 'promise'));
}

/** Whether a value is of one of these sorts, whatever it is. */
export function isOnly(all: Value, ...kinds: readonly Atom['kind'][]): boolean {
  return [...all.values()].every(({ kind }) => kinds.includes(kind));
}

/** Whether a value may be of one sort. */
export function has(all: Value, kind: Atom['kind']): boolean {
  return [...all.values()].some((atom) => atom.kind === kind);
}

/** A sort in words, as what is kept or passed on. */
export function wordsFor(atom: Atom): string {
  return words[atom.kind] ?? 'an object that lives as long as the instance';
}

const words: Partial<Record<Atom['kind'], string>> = {
  data: 'a changeable object',
  foreign: 'an error',
  promise: 'a promise',
  em: 'an entity manager',
  'shared em': 'the entity manager of the whole instance',
  client: 'a connection',
  query: 'a query that is being built',
  result: 'the result of a statement',
  pool: 'the pool',
  orm: 'the ORM',
  redis: 'the client of Redis',
  screen: 'the screening',
  lock: 'a lock',
  shape: 'the shape of contents',
  function: 'a function',
  class: 'a class',
  object: 'an object of its own',
  package: 'something that a package exports',
  global: 'a built-in object',
  regexp: 'a regular expression',
  constant: 'a constant',
};

const ids = new WeakMap<object, number>();
let lastId = 0;

function idOf(object: object): number {
  const known = ids.get(object);
  if (known !== undefined) return known;
  lastId += 1;
  ids.set(object, lastId);
  return lastId;
}

function keyOf(atom: Atom): unknown {
  switch (atom.kind) {
    case 'text':
      return `text ${atom.text}`;
    case 'setting':
    case 'package':
    case 'global':
      return `${atom.kind} ${atom.name}`;
    case 'function':
    case 'class':
      return `${atom.kind} ${idOf(atom.node)} ${idOf(atom.frame)}`;
    case 'object':
      return atom;
    default:
      return atom.kind;
  }
}
