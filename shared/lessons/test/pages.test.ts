import assert from 'node:assert/strict';
import { glob, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { before, describe, it } from 'node:test';
import { projectFolder } from '@workbook/course';
import { formatProblems } from '@workbook/lessons';
import { missingScripts, type Scripts } from '../src/mentions/scripts.ts';

/** What tells people, or their editor, what to run. */
const pages = await filesOf(
  '*.md',
  'docs/*.md',
  '{shared,steps}/*/README.md',
  '.ci/run',
  '.github/**/*.yml',
  '.{vscode,devcontainer}/*.json',
);

describe('the pages of the project', () => {
  let scripts: Scripts;
  before(async () => {
    const all = await packages();
    scripts = new Map(
      all.map(({ name, folder, scripts: own }) => [
        folder === '.' ? '' : name,
        new Set(Object.keys(own)),
      ]),
    );
  });

  for (const page of pages) {
    it(`${page} names only scripts that exist`, async () => {
      assert.equal(formatProblems(page, missingScripts(await textOf(page), scripts)), '');
    });
  }
});

describe('the floors in docs/architecture.md', () => {
  let floors: string[][];
  before(async () => {
    floors = floorsIn(await textOf('docs/architecture.md'));
  });

  it('hold each package once, and nothing else', async () => {
    const folders = new Set((await packages()).map(nameOnItsFloor).filter((name) => name !== '.'));
    assert.deepEqual(floors.flat().sort(), [...folders].sort());
  });

  it('let every package depend on lower floors only', async () => {
    const all = await packages();
    const floorOf = (name: string) => floors.findIndex((floor) => floor.includes(name));
    for (const one of all) {
      const from = nameOnItsFloor(one);
      for (const needed of Object.keys(one.dependencies)) {
        const other = all.find(({ name }) => name === needed);
        if (!other || from === '.') continue;
        const to = nameOnItsFloor(other);
        assert.ok(floorOf(to) > floorOf(from), `${from} depends on ${to}, which is not below it`);
      }
    }
  });
});

interface Package {
  readonly name: string;
  /** From the project's folder; `.` for itself. */
  readonly folder: string;
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
}

async function packages(): Promise<Package[]> {
  const files = await filesOf('package.json', '{shared,steps}/*/package.json');
  return Promise.all(
    files.map(async (file) => {
      const { name, scripts = {}, dependencies = {} } = JSON.parse(await textOf(file));
      return { name, folder: dirname(file), scripts, dependencies };
    }),
  );
}

/** All steps share one place in the picture. */
function nameOnItsFloor({ folder }: Package): string {
  return folder.startsWith('steps/') ? 'steps' : basename(folder);
}

/** The packages in the boxes of the first picture, from the top floor to the ground. */
function floorsIn(page: string): string[][] {
  const [, picture = ''] = /```text\n(.*?)\n```/s.exec(page) ?? [];
  const floors = picture.split(/^├.*$/m).map((floor) => [...floor.matchAll(/│(.*)│/g)]);
  return floors.map((lines) => lines.flatMap(([, line = '']) => line.match(/[a-z][a-z-]*/g) ?? []));
}

async function filesOf(...patterns: string[]): Promise<string[]> {
  const files: string[] = [];
  for await (const file of glob(patterns, { cwd: projectFolder })) files.push(file);
  return files.sort();
}

function textOf(file: string): Promise<string> {
  return readFile(join(projectFolder, file), 'utf8');
}
