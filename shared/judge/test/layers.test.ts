import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';

const source = join(import.meta.dirname, '../src');

/** From the ground up: a room, or a file beside the rooms, imports from itself and those before it. */
const layers = [
  'place-in-code',
  'verdict',
  'timeline',
  'changed-step.ts',
  'world',
  'cache-protocols',
  'judge.ts',
  'workers',
  'testing',
  'index.ts',
];

const files = globSync('**/*.ts', { cwd: source });

/** The files of `src` that a file imports, type imports included. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(source, file), 'utf8');
  const found = text.matchAll(/\b(?:from |import\()'(\.[^']+)'/g);
  return [...found].map(([, path = '']) => join(dirname(file), path));
}

const layerOf = (file: string) => layers.indexOf(file.split('/')[0] as string);

/** The files on a way from `file` back to itself, if there is one. */
function circleFrom(file: string, way: readonly string[] = [], seen = new Set<string>()): string[] {
  for (const next of importsOf(way.at(-1) ?? file)) {
    if (next === file) return [...way, next];
    if (seen.has(next)) continue;
    const circle = circleFrom(file, [...way, next], seen.add(next));
    if (circle.length > 0) return circle;
  }
  return [];
}

describe('the rooms of the judge', () => {
  it('are what is in src, and nothing else', () => {
    const found = new Set(files.map((file) => file.split('/')[0] as string));
    assert.deepEqual([...found].sort(), [...layers].sort());
  });

  it('import downwards only', () => {
    const upwards = files.flatMap((file) =>
      importsOf(file)
        .filter((imported) => layerOf(imported) > layerOf(file))
        .map((imported) => `${file} imports ${imported}`),
    );
    assert.deepEqual(upwards, []);
  });

  it('have no circle of imports', () => {
    assert.deepEqual(
      files.map((file) => circleFrom(file)).filter((circle) => circle.length > 0),
      [],
    );
  });
});
