import type { Class, Node, Program } from 'oxc-parser';
import type { FunctionNode } from '../syntax/tree.ts';
import type { SourceFile } from './source.ts';

/**
 * When code runs: while its file is loaded; while `createAccounts` makes an instance, whose objects live as long as it
 * does; or for one request.
 */
export type Phase = 'loading' | 'set-up' | 'request';

/** A function that is called, in all calls that differ in nothing that is asked here. */
export interface Frame {
  readonly file: SourceFile;
  /** A class stands for what initialises its fields. */
  readonly node: Program | Class | FunctionNode;
  readonly phase: Phase;
  /** What `this` is. */
  readonly self: Value;
  /** The one around it in the text, whose variables it sees. */
  readonly outer: Frame | undefined;
  /** Whether it makes `self`: only then may it assign fields of what lives for long. */
  readonly isConstructor: boolean;
  /** Which of its arguments are clients, of which sort: what it does with a connection is not what it does with a pool. */
  readonly clients: string;
  /** The key of the lock that is held while it runs, and until what it has begun is over, where that is known. */
  readonly locked?: string | undefined;
}

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

/** A sort that has nothing more to say of itself. */
export type Plain =
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
  /** A query that is being built, or criteria with one in them: it sends nothing until it is executed. */
  | 'query'
  | 'pool'
  | 'client'
  /** What `pg` answers to a statement. */
  | 'result'
  | 'redis'
  | 'stack'
  /** A lock of async-lock: who waits for it is kept in memory, where that is watched. */
  | 'lock'
  /** How contents of a file have to look, as zod checks it. */
  | 'shape'
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
