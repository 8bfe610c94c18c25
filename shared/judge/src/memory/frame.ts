import type { Class, Program } from 'oxc-parser';
import type { SourceFile } from './source.ts';
import type { FunctionNode } from './tree.ts';
import type { Value } from './values.ts';

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
}
