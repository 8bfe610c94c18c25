import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type SourceFile, sourceFiles, textOf } from './support/source.ts';

const source = 'shared/explorer/src';
const readme = textOf('shared/explorer/README.md');
const files = new Map(sourceFiles(`${source}/**/*.ts`).map((file) => [file.path, file]));

/** Every word that stands as code in its text; what its examples show is not told of yet. */
const told = new Set(
  [...readme.replace(/^```.*?^```/gms, '').matchAll(/`([^`\n]+)`/g)].flatMap(([, code = '']) =>
    code.split(/\W+/),
  ),
);
const untold = (names: Iterable<string>) => [...names].filter((name) => !told.has(name));

describe('the README of the explorer', () => {
  it('tells of every export', () => {
    const exported = [...exportsOf(file('index'))];
    assert.ok(exported.includes('explore') && exported.includes('ExploreOptions'));
    assert.deepEqual(untold(exported), []);
  });

  for (const [name, path] of Object.entries({
    Service: 'service/service',
    ExploreOptions: 'model/options',
    StorageUrls: 'model/options',
    Exploration: 'model/exploration',
    PrepareOptions: 'model/scenario',
    PoolOptions: 'pool/explorer-pool',
    HistoryClock: 'model/run-record',
    RunRecord: 'model/run-record',
  }))
    it(`tells of every member of ${name}`, () => {
      const members = membersOf(file(path), name);
      assert.ok(members.length > 0);
      assert.deepEqual(untold(members), []);
    });
});

function file(path: string): SourceFile {
  return files.get(`${source}/${path}.ts`) as SourceFile;
}

/** The names that a file exports, those that it passes on from others among them. */
function* exportsOf({ program, path }: SourceFile): Generator<string> {
  for (const statement of program.body) {
    if (statement.type === 'ExportAllDeclaration') {
      const from = new URL(statement.source.value, `file:///${path}`).pathname.slice(1);
      yield* exportsOf(files.get(from) as SourceFile);
    }
    if (statement.type !== 'ExportNamedDeclaration') continue;
    for (const { exported } of statement.specifiers)
      yield exported.type === 'Literal' ? exported.value : exported.name;
    const { declaration } = statement;
    if (declaration && 'id' in declaration && declaration.id?.type === 'Identifier')
      yield declaration.id.name;
  }
}

function membersOf({ program }: SourceFile, name: string): string[] {
  return program.body.flatMap((statement) => {
    const declaration =
      statement.type === 'ExportNamedDeclaration' ? statement.declaration : undefined;
    if (declaration?.type !== 'TSInterfaceDeclaration' || declaration.id.name !== name) return [];
    return declaration.body.body.flatMap((member) =>
      'key' in member && member.key.type === 'Identifier' ? [member.key.name] : [],
    );
  });
}
