import { createRequire } from 'node:module';

/** A node of a statement's tree, or a part of one, as PostgreSQL's own parser makes it. */
export type Tree = Readonly<Record<string, unknown>>;

/** PostgreSQL's own parser, as WebAssembly. */
interface Parser {
  loadModule(): Promise<void>;
  parseSync(text: string): { readonly stmts?: readonly { readonly stmt: Tree }[] };
}

let parser: Parser | undefined;
let loading: Promise<void> | undefined;

/** Loads the parser, once. Until then, `parse` understands nothing. */
export function loadParser(): Promise<void> {
  loading ??= load();
  return loading;
}

async function load(): Promise<void> {
  const loaded = createRequire(import.meta.url)('libpg-query') as Parser;
  await loaded.loadModule();
  parser = loaded;
}

/** The statements of a text; undefined where PostgreSQL would refuse it, or the parser is not loaded. */
export function parse(text: string): readonly Tree[] | undefined {
  try {
    return parser?.parseSync(text).stmts?.map(({ stmt }) => stmt) ?? (parser ? [] : undefined);
  } catch {
    return undefined;
  }
}

/** Every node below `part`, by its kind; the parts of a node that have no kind of their own are passed through. */
export function* nodesIn(part: unknown): Generator<readonly [kind: string, node: Tree]> {
  if (Array.isArray(part)) {
    for (const one of part) yield* nodesIn(one);
  } else if (typeof part === 'object' && part !== null) {
    for (const [name, value] of Object.entries(part)) {
      if (/^[A-Z]/.test(name)) yield [name, value as Tree];
      yield* nodesIn(value);
    }
  }
}

/** The kind of a node that is wrapped in it: `SelectStmt`. */
export function kindOf(wrapped: Tree): string {
  return Object.keys(wrapped)[0] ?? '';
}

/** The words of a name in a tree: `pg_catalog`, `int4`. */
export function wordsIn(list: unknown): string[] {
  return ((list as readonly Tree[] | undefined) ?? []).map(
    (one) => ((one.String as Tree | undefined)?.sval as string | undefined) ?? '',
  );
}
