import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';

const source = join(import.meta.dirname, '../src');

/** From the ground up: a layer imports from itself and from those before it. */
const layers = ['model', 'control', 'run', 'search', 'pool', 'door'];

const files = globSync('**/*.ts', { cwd: source });

/** The files of `src` that a file imports, type imports included. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(source, file), 'utf8');
  return [...text.matchAll(/\bfrom '(\.[^']+)'/g)].map(([, path = '']) =>
    join(dirname(file), path),
  );
}

/** The index of the folder that a file is in; the files on top of the folders are the door. */
function layerOf(file: string): number {
  return layers.indexOf(file.includes('/') ? folderOf(file) : 'door');
}

function folderOf(file: string): string {
  return file.split('/')[0] as string;
}

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

describe('the layers of the explorer', () => {
  it('are the folders of src, and nothing else', () => {
    const folders = new Set(files.filter((file) => file.includes('/')).map(folderOf));
    assert.deepEqual([...folders].sort(), layers.slice(0, -1).sort());
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

  it('begin with a model that needs nothing but itself', () => {
    const model = files.filter((file) => file.startsWith('model/'));
    const packages = model.filter((file) =>
      /\bfrom '[^.]/.test(readFileSync(join(source, file), 'utf8')),
    );
    assert.deepEqual(packages, []);
  });
});
