import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type SourceFile, sourceFiles } from './support/source.ts';

/**
 * The folders of each package that has any, from the ground up: a file imports from its own folder and
 * from those before it. Files beside the folders are the package's door, and stand above all of them.
 */
const rooms: Readonly<Record<string, readonly string[]>> = {
  'shared/cli/src': [
    ...['usage', 'text', 'json', 'judging', 'map', 'lesson', 'doctor', 'break', 'terminal'],
    ...['attempt', 'play', 'predict', 'proof', 'desk', 'web', 'loop', 'commands', 'program'],
  ],
  'shared/explorer/src': ['model', 'control', 'run', 'search', 'pool', 'service'],
  'shared/judge/src': [
    ...[
      'syntax',
      'place-in-code',
      'verdict',
      'isolation',
      'world',
      'timeline',
      'memory',
      'judging',
    ],
    ...['behaviours', 'workers', 'testing', 'cache-protocols'],
  ],
  'shared/lessons/src': ['page', 'runs', 'mentions', 'render', 'renew', 'testing'],
  'shared/load/src': ['command', 'step', 'traffic', 'load', 'cost', 'bench', 'faults', 'fuzz'],
  'shared/proof/src': ['judging', 'mutants', 'panel', 'reduction'],
  'shared/recording/src': ['words'],
  'shared/services/src': ['model', 'folders', 'supervisor', 'source', 'postgres', 'redis'],
  'shared/site/src': ['run', 'live', 'content', 'text', 'pages'],
};

const files = sourceFiles('shared/*/src/**/*.ts');

for (const [source, folders] of Object.entries(rooms))
  describe(`the folders of ${source}`, () => {
    const inside = files.filter(({ path }) => path.startsWith(`${source}/`));
    const folderOf = (path: string) =>
      path
        .slice(source.length + 1)
        .split('/')
        .slice(0, -1)[0];
    const floorOf = (path: string) => {
      const folder = folderOf(path);
      return folder === undefined ? folders.length : folders.indexOf(folder);
    };

    it('are those that this test knows', () => {
      const found = new Set(inside.flatMap(({ path }) => folderOf(path) ?? []));
      assert.deepEqual([...found].sort(), [...folders].sort());
    });

    it('import from those below them only', () => {
      const upwards = importsOf(inside, source).filter(
        ({ from, to }) => floorOf(to) > floorOf(from),
      );
      assert.deepEqual(upwards, []);
    });
  });

describe('a package with folders', () => {
  it('is one that this test knows', () => {
    const withFolders = files.flatMap(
      ({ path }) => /^(shared\/[^/]+\/src)\/.+\//.exec(path)?.[1] ?? [],
    );
    assert.deepEqual([...new Set(withFolders)], Object.keys(rooms).sort());
  });
});

describe('the explorer', () => {
  const explorer = files.filter(({ path }) => path.startsWith('shared/explorer/src/'));

  it('imports no package of the workbook', () => {
    assert.deepEqual(
      explorer.flatMap(({ path, imports }) =>
        imports.filter((name) => name.startsWith('@workbook/')).map((name) => `${path}: ${name}`),
      ),
      [],
    );
  });

  it('does not know what it is used for', () => {
    const domain =
      /\b(account|balance|deposit|withdraw|transfer|koa|invariant|lesson|learner)s?\b/gi;
    assert.deepEqual(
      explorer.flatMap(({ path, text }) =>
        [...text.matchAll(domain)].map(([word]) => `${path}: ${word}`),
      ),
      [],
    );
  });

  it('has a model that imports nothing but itself', () => {
    const outside = explorer
      .filter(({ path }) => path.startsWith('shared/explorer/src/model/'))
      .flatMap(({ path, imports }) =>
        imports
          .filter((name) => !name.startsWith('shared/explorer/src/model/'))
          .map((name) => `${path}: ${name}`),
      );
    assert.deepEqual(outside, []);
  });
});

describe('the command', () => {
  it('has commands that only its program imports', () => {
    const commands = 'shared/cli/src/commands/';
    const reached = importsOf(files, commands).filter(
      ({ from }) => !from.startsWith(commands) && !from.startsWith('shared/cli/src/program/'),
    );
    assert.deepEqual(reached, []);
  });
});

/** Every import of a file below `folder`. */
function importsOf(
  all: readonly SourceFile[],
  folder: string,
): { readonly from: string; readonly to: string }[] {
  return all.flatMap(({ path, imports }) =>
    imports.filter((to) => to.startsWith(folder)).map((to) => ({ from: path, to })),
  );
}
