import type { Class, Node } from 'oxc-parser';
import type { Frame } from './frame.ts';
import type { FunctionNode } from './tree.ts';

/**
 * What an expression may be when the code runs, as far as it matters here. Not values, but sorts of them: the code is
 * followed once for everything that it can be called with.
 */
export type Atom =
  | { readonly kind: Plain }
  | { readonly kind: 'text'; readonly text: string }
  /** A number or a text that `createAccounts` was handed: `poolSize`. */
  | { readonly kind: 'setting'; readonly name: string }
  | { readonly kind: 'function'; readonly node: FunctionNode; readonly frame: Frame }
  | { readonly kind: 'class'; readonly node: Class; readonly frame: Frame }
  | Made
  /** Something that a package exports. */
  | { readonly kind: 'package'; readonly name: string }
  | { readonly kind: 'global'; readonly name: string };

type Plain =
  /** A primitive. */
  | 'primitive'
  | 'number'
  /** A promise, beside what it comes to: it is an object, and can be changed as one. */
  | 'promise'
  /** An object of this request alone, with anything in it that is not listed here. */
  | 'data'
  /** An object that may be known elsewhere, an error that was caught: it can be read. */
  | 'foreign'
  /** An array of primitives, which can be read and lives for long. */
  | 'constant'
  | 'regexp'
  | 'resources'
  | 'settings'
  | 'screen'
  | 'orm'
  /** The entity manager that all requests would share. */
  | 'shared em'
  | 'em'
  | 'pool'
  | 'client'
  /** What `pg` answers to a statement. */
  | 'result'
  | 'redis'
  | 'stack'
  | 'resolver'
  | 'schema'
  | 'entity';

/** An object that the code makes: an instance of a class of its own, or a literal that lives as long as an instance. */
export interface Made {
  readonly kind: 'object';
  readonly site: Node;
  readonly isOfRequest: boolean;
  /** Undefined for a literal. */
  readonly of: Extract<Atom, { kind: 'class' }> | undefined;
}

/** All that an expression may be, each sort once; none as long as nothing is known, or where it never ends. */
export type Value = ReadonlyMap<unknown, Atom>;

export const nothing: Value = new Map();

/** A value of these sorts. */
export function value(...atoms: readonly Atom[]): Value {
  return new Map(atoms.map((atom) => [keyOf(atom), atom]));
}

/** A value of a sort that has nothing more to say of itself. */
export const plain = (kind: Plain): Value => value({ kind });

export const primitive = plain('primitive');
export const number = plain('number');
export const data = plain('data');
export const foreign = plain('foreign');
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
  result: 'the result of a statement',
  pool: 'the pool',
  orm: 'the ORM',
  redis: 'the client of Redis',
  screen: 'the screening',
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
