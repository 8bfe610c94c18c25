import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Node } from 'oxc-parser';
import { childrenOf, type FunctionNode, isFunction } from '../syntax/tree.ts';

/** A line of a file in a stack. */
export interface Frame {
  /** Absolute. */
  readonly path: string;
  readonly line: number;
}

/** A function of a file that has a name, with the functions within it. */
interface NamedFunction {
  readonly name: string;
  readonly isMethod: boolean;
  readonly from: number;
  readonly to: number;
  /** The lines on which it calls a function that it was given, or hands it on. */
  readonly runsWorkAt: readonly number[];
  /** The functions that it calls by their names, and where. */
  readonly calls: readonly { readonly name: string; readonly line: number }[];
}

/** The functions of one file: which lines are whose, and which of them calls which. */
export class Outline {
  readonly #functions: readonly NamedFunction[];

  /** Of a file that says `text`. One that breaks the grammar has no functions. */
  constructor(text: string) {
    const starts = [...text.matchAll(/\n/g)].map(({ index }) => index + 1);
    const lineAt = (position: number) => starts.filter((start) => start <= position).length + 1;
    const program = parser()?.('file.ts', text, { preserveParens: false }).program;
    this.#functions = program ? functionsIn(program, lineAt) : [];
  }

  /**
   * The line that says what was asked for, where the innermost of `frames` does not: the lines of a stack in this file,
   * where a helper runs work that it was given. It is the innermost line of no such helper, or else the only call by
   * which the method `name` comes to the outermost one: a method leaves the stack where it returns the promise of a
   * helper. Undefined where the innermost line says it, or where no other is certain.
   */
  lineBehind(name: string, frames: readonly number[]): number | undefined {
    const behind = frames.find((line) => !this.#runsWork(line));
    if (behind !== undefined) return behind === frames[0] ? undefined : behind;
    const [method, another] = this.#functions.filter((one) => one.isMethod && one.name === name);
    const outermost = this.#around(frames.at(-1));
    if (!method || another || !outermost) return undefined;
    const calls = method.calls.filter((call) => this.#leadsTo(call.name, outermost.name));
    return calls.length === 1 ? calls[0]?.line : undefined;
  }

  /** Whether a helper runs, on this line, work that it was given. */
  #runsWork(line: number): boolean {
    return this.#functions.some(({ runsWorkAt }) => runsWorkAt.includes(line));
  }

  /** The innermost function around a line. */
  #around(line = 0): NamedFunction | undefined {
    return this.#functions
      .filter(({ from, to }) => from <= line && line <= to)
      .toSorted((a, b) => b.from - a.from)[0];
  }

  #leadsTo(from: string, to: string, through: readonly string[] = []): boolean {
    if (from === to) return true;
    if (through.includes(from)) return false;
    return this.#functions
      .filter(({ name }) => name === from)
      .some(({ calls }) => calls.some(({ name }) => this.#leadsTo(name, to, [...through, from])));
  }
}

/** The outline of each file that was asked for last, with its text: the file of an attempt changes. */
const known = new Map<string, { readonly text: string; readonly outline: Outline }>();

/** The outline of a file as it is now; undefined where it cannot be read. */
export function outlineOf(path: string): Outline | undefined {
  try {
    const text = readFileSync(path, 'utf8');
    const before = known.get(path);
    if (before?.text === text) return before.outline;
    const outline = new Outline(text);
    known.set(path, { text, outline });
    return outline;
  } catch {
    return undefined;
  }
}

/** Loaded only when a run is shown. Undefined on a Node that cannot load it at once: places are those of helpers there. */
function parser(): typeof import('oxc-parser').parseSync | undefined {
  try {
    return createRequire(import.meta.url)('oxc-parser').parseSync;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_REQUIRE_ESM') return undefined;
    throw error;
  }
}

function functionsIn(
  program: Node,
  lineAt: (position: number) => number,
): readonly NamedFunction[] {
  const functions: NamedFunction[] = [];
  const visit = (node: Node) => {
    const name = nameOf(node);
    if (name !== undefined)
      functions.push({
        name,
        isMethod: node.type === 'MethodDefinition' || node.type === 'PropertyDefinition',
        from: lineAt(node.start),
        to: lineAt(node.end),
        runsWorkAt: givenTo(node).length > 0 ? callsWith(givenTo(node), node, lineAt) : [],
        calls: callsIn(node, lineAt),
      });
    for (const child of childrenOf(node)) visit(child);
  };
  visit(program);
  return functions;
}

/** The names of the functions that a function is given. */
function givenTo(node: Node): readonly string[] {
  const own = functionOf(node);
  if (!own) return [];
  const names = own.params.flatMap((param) =>
    param.type === 'Identifier' ? [{ name: param.name, type: param.typeAnnotation }] : [],
  );
  return names
    .filter(
      ({ name, type }) =>
        type?.typeAnnotation.type === 'TSFunctionType' ||
        callsIn(own, () => 0).some((call) => call.name === name),
    )
    .map(({ name }) => name);
}

/** The function that a node names. */
function functionOf(node: Node): FunctionNode | undefined {
  if (isFunction(node)) return node;
  if (node.type === 'MethodDefinition') return node.value;
  const value =
    node.type === 'PropertyDefinition'
      ? node.value
      : node.type === 'VariableDeclarator'
        ? node.init
        : undefined;
  return value && isFunction(value) ? value : undefined;
}

/** The lines of the calls of one of these names, and of those that are given one. */
function callsWith(
  names: readonly string[],
  node: Node,
  lineAt: (position: number) => number,
): readonly number[] {
  const isOne = (one: Node) => one.type === 'Identifier' && names.includes(one.name);
  const is = node.type === 'CallExpression' && (isOne(node.callee) || node.arguments.some(isOne));
  const below = childrenOf(node).flatMap((child) => callsWith(names, child, lineAt));
  return is ? [lineAt(node.callee.end), ...below] : below;
}

/** How a function is called, where it has a name: as a method, a property of a class, a declaration or a constant. */
function nameOf(node: Node): string | undefined {
  if (node.type === 'FunctionDeclaration') return node.id?.name;
  if (node.type === 'MethodDefinition') return keyOf(node.key);
  if (node.type === 'PropertyDefinition' && node.value && isFunction(node.value))
    return keyOf(node.key);
  if (node.type === 'VariableDeclarator' && node.init && isFunction(node.init))
    return keyOf(node.id);
  return undefined;
}

function keyOf(key: Node): string | undefined {
  if (key.type === 'PrivateIdentifier') return `#${key.name}`;
  return key.type === 'Identifier' ? key.name : undefined;
}

function callsIn(node: Node, lineAt: (position: number) => number): NamedFunction['calls'] {
  const own = node.type === 'CallExpression' ? calledBy(node.callee) : undefined;
  const name = own && keyOf(own);
  const below = childrenOf(node).flatMap((child) => callsIn(child, lineAt));
  return own && name !== undefined ? [{ name, line: lineAt(own.start) }, ...below] : below;
}

/** The name in a call of a function of the file: `rowOf(…)`, or `this.#query(…)`. */
function calledBy(callee: Node): Node | undefined {
  if (callee.type === 'Identifier') return callee;
  if (callee.type !== 'MemberExpression') return undefined;
  return callee.object.type === 'ThisExpression' ? callee.property : undefined;
}
