import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Comment, type Program, parseSync } from 'oxc-parser';

const projectFolder = join(import.meta.dirname, '../../../..');

/** A TypeScript file of the project, parsed. */
export interface SourceFile {
  /** From the project's folder: `shared/domain/src/rules.ts`. */
  readonly path: string;
  readonly text: string;
  readonly program: Program;
  readonly comments: readonly Comment[];
  /** What it imports or exports on, types included: files of the project by their paths, packages by their names. */
  readonly imports: readonly string[];
}

/** The files that match any of the patterns, in the order of their paths. */
export function sourceFiles(...patterns: string[]): SourceFile[] {
  return pathsOf(...patterns).map(parse);
}

/** The paths that match any of the patterns, from the project's folder. */
export function pathsOf(...patterns: string[]): string[] {
  const exclude = ['**/node_modules/**', 'steps/*/attempt/**'];
  return globSync(patterns, { cwd: projectFolder, exclude }).sort();
}

/** The text of a file of the project. */
export function textOf(path: string): string {
  return readFileSync(join(projectFolder, path), 'utf8');
}

function parse(path: string): SourceFile {
  const text = textOf(path);
  const { program, comments, module } = parseSync(path, text);
  const named = [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest.value),
    ...module.staticExports.flatMap(({ entries }) =>
      entries.flatMap(({ moduleRequest }) => moduleRequest?.value ?? []),
    ),
    ...module.dynamicImports.flatMap(({ moduleRequest: { start, end } }) => {
      const [, name] = /^'([^']+)'$/.exec(text.slice(start, end)) ?? [];
      return name ?? [];
    }),
  ];
  const imports = named.map((name) => (name.startsWith('.') ? join(dirname(path), name) : name));
  return { path, text, program, comments, imports };
}
