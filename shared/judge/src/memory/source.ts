import { basename, dirname, resolve } from 'node:path';
import type { ScopeManager, Variable } from '@typescript-eslint/scope-manager';
import type { Node, Program } from 'oxc-parser';
import { childrenOf } from '../syntax/tree.ts';
import { checkGrammarOf } from './grammar.ts';
import { Refused } from './refused.ts';

/** A file of an attempt, parsed, with what each name in it stands for. */
export interface SourceFile {
  /** Absolute. */
  readonly path: string;
  readonly text: string;
  readonly program: Program;
  /** By the identifier that declares or uses it; undefined for a name that the file does not declare. */
  readonly variables: ReadonlyMap<Node, Variable>;
  readonly parents: ReadonlyMap<Node, Node>;
  /** The files that it imports or exports on, by the text that names them. */
  readonly files: ReadonlyMap<string, SourceFile>;
}

/** A reason to refuse a file, with the place where it is. */
export interface Place {
  /** `accounts.ts:12`. */
  readonly place: string;
  readonly why: string;
}

/** What a file is read by: returns its text, or throws. */
export type ReadText = (path: string) => Promise<string>;

/**
 * Reads a file and the files that it imports by a relative name, each once. Returns the first reason not to believe
 * one of them where one breaks the grammar that is known, cannot be read, or imports itself in a circle.
 */
export async function readSource(path: string, read: ReadText): Promise<SourceFile | Place> {
  const known = new Map<string, SourceFile | 'being read'>();
  const { parseSync } = await import('oxc-parser');
  const { analyze } = await import('@typescript-eslint/scope-manager');

  const readOne = async (file: string): Promise<SourceFile | Place> => {
    known.set(file, 'being read');
    const text = await read(file);
    const { program, errors } = parseSync(file, text, { range: true, preserveParens: false });
    if (errors.length > 0) return { place: placeOf(file, text, 0), why: 'it breaks the grammar' };
    const files = new Map<string, SourceFile>();
    try {
      checkGrammarOf(program);
      for (const node of relativeImports(program)) {
        const found = await fileOf(resolve(dirname(file), node.source.value), node);
        if ('why' in found) return found;
        files.set(node.source.value, found);
      }
    } catch (error) {
      return placed(error, file, text);
    }
    // Both speak ESTree with TypeScript's nodes; the types differ in what nothing here asks for.
    const scopes = analyze(program as unknown as Parameters<typeof analyze>[0], {
      sourceType: 'module',
      lib: [],
    });
    const source = { path: file, text, program, files };
    return { ...source, variables: variablesIn(scopes), parents: parentsIn(program) };
  };
  const fileOf = async (file: string, named: Named): Promise<SourceFile | Place> => {
    const before = known.get(file);
    if (before === 'being read')
      throw new Refused(named, 'files that import each other in a circle');
    if (before) return before;
    // Names that a URL spells in another way are none of a file that is meant.
    if (!/^[\w./-]+\.ts$/.test(named.source.value) || /[\\/]node_modules[\\/]/.test(file))
      throw new Refused(named, 'an import of a file that is not a .ts file of the attempt');
    const found = await readOne(file).catch((error: unknown) => {
      throw error instanceof Refused ? error : new Refused(named, 'a file that cannot be read');
    });
    if (!('why' in found)) known.set(file, found);
    return found;
  };
  return await readOne(resolve(path));
}

/** Where a refusal is, for people. Throws what is no refusal. */
export function placed(error: unknown, path: string, text: string): Place {
  if (!(error instanceof Refused)) throw error;
  return { place: placeOf(path, text, error.node?.start ?? 0), why: error.message };
}

function placeOf(path: string, text: string, start: number): string {
  return `${basename(path)}:${text.slice(0, start).split('\n').length}`;
}

type Named = Node & { readonly source: { readonly value: string } };

function relativeImports({ body }: Program): Named[] {
  return body.flatMap((node) => {
    if (node.type === 'ImportDeclaration' && node.importKind === 'type') return [];
    if (node.type === 'ExportAllDeclaration' && node.exportKind === 'type') return [];
    if (node.type === 'ExportNamedDeclaration' && (node.exportKind === 'type' || !node.source))
      return [];
    const imports =
      node.type === 'ImportDeclaration' ||
      node.type === 'ExportAllDeclaration' ||
      node.type === 'ExportNamedDeclaration';
    if (!imports || !node.source) return [];
    return /^\.{1,2}\//.test(node.source.value) ? [{ ...node, source: node.source }] : [];
  });
}

function variablesIn(scopes: ScopeManager): ReadonlyMap<Node, Variable> {
  const variables = new Map<unknown, Variable>();
  for (const scope of scopes.scopes) {
    for (const variable of scope.variables)
      for (const identifier of variable.identifiers) {
        // A class has its name twice, outside and inside: what stands outside means the outer one.
        if (!variables.has(identifier)) variables.set(identifier, variable);
      }
    for (const { identifier, resolved } of scope.references)
      if (resolved) variables.set(identifier, resolved);
  }
  return variables as ReadonlyMap<Node, Variable>;
}

function parentsIn(program: Program): ReadonlyMap<Node, Node> {
  const parents = new Map<Node, Node>();
  const visit = (node: Node) => {
    for (const child of childrenOf(node)) {
      parents.set(child, node);
      visit(child);
    }
  };
  visit(program);
  return parents;
}
