import type { Argument, Expression, Node } from 'oxc-parser';
import type { FunctionNode } from '../syntax/tree.ts';
import type { Frame } from './frame.ts';
import type { Atom, Made, Value } from './values.ts';

type FunctionAtom = Extract<Atom, { kind: 'function' }>;
type ClassAtom = Extract<Atom, { kind: 'class' }>;

/** What code does that rests on connections: which of it takes one, and which holds one meanwhile. */
export interface Act {
  readonly kind:
    | 'fork'
    | 'take'
    | 'statement'
    | 'hold'
    | 'begin'
    | 'begin by hand'
    | 'transactional'
    | 'lock'
    | 'new lock'
    | 'file'
    | 'atomic write'
    | 'callback'
    | 'captured';
  readonly frame: Frame;
  readonly site: Node;
  /** Whose variable an entity manager is that is captured, if it is one; and the name of the one that is used. */
  readonly from?: Frame;
  readonly of?: string | undefined;
}

/** That code calls a function, where. */
export interface Call {
  readonly frame: Frame;
  readonly site: Node;
  readonly to: Frame;
}

/**
 * Follows code without running it. Whatever it meets that is not on the list of what keeps nothing in memory, it
 * throws as `Refused`.
 */
export interface Interpreter {
  evaluate(node: Expression, frame: Frame): Value;
  execute(node: Node, frame: Frame): void;
  /** Gives a name, or the parts of a pattern, a value. */
  bind(pattern: Node, to: Value, frame: Frame): void;
  assign(target: Node, to: Value, frame: Frame): void;
  /** What a name stands for. */
  lookUp(identifier: Node & { readonly name: string }, frame: Frame): Value;
  /** Adds to what a place in memory holds; the places are those of `slot`. */
  add(slot: object, name: unknown, more: Value): void;
  read(slot: object, name: unknown): Value;

  args(nodes: readonly Argument[], frame: Frame): Value[];
  callMember(of: Value, name: string, args: readonly Value[], site: Node, frame: Frame): Value;
  call(
    callee: FunctionAtom,
    self: Value,
    args: readonly Value[],
    site: Node,
    frame: Frame,
    isConstructor?: boolean,
  ): Value;
  callValue(callee: Value, args: readonly Value[], site: Node, frame: Frame): Value;
  /** Calls what is handed to a library, which calls it with these arguments. */
  callBack(callback: Value, args: readonly Value[], site: Node, frame: Frame): Value;
  construct(of: ClassAtom, args: readonly Value[], site: Node, frame: Frame): Value;
  /** Runs a constructor of `of`, or of what it extends, on an object that is being made. */
  initialise(of: ClassAtom, self: Made, args: readonly Value[], site: Node, frame: Frame): void;
  memberOf(of: Value, name: string, site: Node, frame: Frame): Value;
  /** A function of its own becomes part of data: from there anything may call it. */
  escape(of: FunctionAtom): void;
  callEscaped(site: Node, frame: Frame): Value;
  /** Notes that the code of a frame has to be followed. */
  follow(frame: Frame, work: () => void): void;
  frameOf(frame: Frame): Frame;
  note(act: Act): void;
  noteCall(call: Call): void;
}

export type { ClassAtom, FunctionAtom, FunctionNode };
