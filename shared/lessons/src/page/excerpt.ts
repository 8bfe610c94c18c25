import { CannotRender } from './problem.ts';

/**
 * A declaration in a source file, with the comment above it, moved to the left margin: a method, a
 * field, a function, a class or a constant, by its name. It is found by its indentation, which the
 * formatter guarantees.
 *
 * Returns undefined when the file declares nothing of that name.
 */
export function findExcerpt(source: string, name: string): string | undefined {
  const lines = source.split('\n');
  const declaration = new RegExp(
    `^( {0,2})(?:(?:export|async|static|readonly|function|class|const|interface|type) )*${escaped(name)}(?=[<(=:; ])`,
  );
  const at = lines.findIndex((line) => declaration.test(line) && !line.startsWith('  return'));
  if (at === -1) return undefined;
  const indent = declaration.exec(lines[at] ?? '')?.[1] ?? '';
  const closing = new RegExp(`^${indent}(?=\\S).*[;}]$`);
  // The parts of a union are indented, the last one as well: it goes on to the next blank line.
  const isUnion = /^(?:export )?type .*=$/.test(lines[at] ?? '');
  const ends = (line: string, i: number) =>
    isUnion ? (lines[at + i + 1] ?? '') === '' : closing.test(line);
  const length = lines.slice(at).findIndex(ends) + 1;
  let first = at;
  while (/^\s*(?:\/\/|\/\*\*|\*)/.test(lines[first - 1] ?? '')) first -= 1;
  return lines
    .slice(first, at + length)
    .map((line) => line.slice(indent.length))
    .join('\n');
}

/** The same, for a name that must be there. Throws `CannotRender` when it is not. */
export function excerptOf(source: string, name: string, file: string): string {
  const excerpt = findExcerpt(source, name);
  if (excerpt === undefined) throw new CannotRender(`${file} declares nothing called "${name}"`);
  return excerpt;
}

function escaped(name: string): string {
  return name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
