import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, it } from 'node:test';

/** The rooms of src, the upper ones first: a file imports from its own room and those below. */
const floors = [
  ['program'],
  ['commands'],
  ['predict'],
  ['play', 'loop'],
  ['break', 'terminal', 'attempt'],
  ['judging', 'map', 'lesson', 'doctor'],
  ['json'],
  ['usage', 'text'],
];

const src = join(import.meta.dirname, '../src');
const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((one) =>
  one.endsWith('.ts'),
);
const imports = new Map(files.map((file) => [file, importsOf(file)]));

function importsOf(file: string): string[] {
  const text = readFileSync(join(src, file), 'utf8');
  return [...text.matchAll(/(?:from|import\(?)\s*'(\.[^']+)'/g)].map(([, path = '']) =>
    relative(src, resolve(dirname(join(src, file)), path)),
  );
}

const roomOf = (file: string) => (file.includes('/') ? dirname(file) : '');
const floorOf = (file: string) => floors.findIndex((rooms) => rooms.includes(roomOf(file)));

describe('the rooms of src', () => {
  it('hold every file but the two doors', () => {
    const loose = files.filter((file) => floorOf(file) < 0);
    assert.deepEqual(loose.sort(), ['index.ts', 'main.ts']);
  });

  it('import from the floors below only, and from no neighbour', () => {
    const wrong = [...imports].flatMap(([file, paths]) =>
      paths
        .filter((path) => floorOf(file) >= 0 && roomOf(path) !== roomOf(file))
        .filter((path) => floorOf(path) <= floorOf(file))
        .map((path) => `${file} → ${path}`),
    );
    assert.deepEqual(wrong, []);
  });

  it('have no command that another file imports, but the program that declares it', () => {
    const wrong = [...imports].filter(
      ([file, paths]) =>
        roomOf(file) !== 'program' && paths.some((path) => roomOf(path) === 'commands'),
    );
    assert.deepEqual(wrong, []);
  });

  it('have no circle of imports', () => {
    const circle = (path: readonly string[]): readonly string[] | undefined => {
      const [file = ''] = path.slice(-1);
      if (path.indexOf(file) < path.length - 1) return path;
      if (done.has(file)) return undefined;
      for (const next of imports.get(file) ?? []) {
        const found = circle([...path, next]);
        if (found) return found;
      }
      done.add(file);
      return undefined;
    };
    const done = new Set<string>();
    for (const file of files) assert.equal(circle([file]), undefined);
  });
});
