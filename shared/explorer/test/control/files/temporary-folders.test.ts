import assert from 'node:assert/strict';
import fs, { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import fsp from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { controlFiles, explore } from '../../../src/index.ts';
import { codeScenario } from '../../support/code-scenario.ts';

const home = fs.mkdtempSync(join(tmpdir(), 'workbook-explorer-'));
after(() => rmSync(home, { recursive: true }));
controlFiles();

const folder = join(home, 'folder');
const prefix = join(folder, 'upload-');

const calledBack: (prefix: string) => Promise<string> = promisify(fs.mkdtemp);

const forms: Record<string, () => Promise<string>> = {
  'of node:fs/promises': () => fsp.mkdtemp(prefix),
  'of a URL, with an encoding': () =>
    fsp.mkdtemp(pathToFileURL(prefix) as unknown as string, 'utf8'),
  'with a callback': () => calledBack(prefix),
  'that is synchronous': async () => {
    await fsp.stat(folder);
    return fs.mkdtempSync(prefix, { encoding: 'utf8' });
  },
  'that can be disposed': async () => (await fsp.mkdtempDisposable(prefix)).path,
  'that can be disposed, and is synchronous': async () => {
    await fsp.stat(folder);
    return fs.mkdtempDisposableSync(prefix).path;
  },
};

describe('a temporary folder of a client', () => {
  for (const [name, make] of Object.entries(forms)) {
    const client = async () => {
      const path = await make();
      const { mode } = statSync(path);
      await fsp.writeFile(join(path, 'x'), 'abc');
      return [basename(path), mode & 0o777, await fsp.readFile(join(path, 'x'), 'utf8')];
    };

    it(`has the same name in each run, and another one for each client: one ${name}`, async () => {
      const found = await explore(
        codeScenario({
          share: () => {
            rmSync(folder, { recursive: true, force: true });
            mkdirSync(folder);
          },
          clients: { A: client, B: client },
          judge: (_, { results }) => ({ outcome: JSON.stringify(Object.fromEntries(results)) }),
        }),
      );
      assert.deepEqual([found.verdict, found.complete], ['prevented', true]);
      assert.ok(found.run > 1);
      assert.equal(found.outcomes.length, 1);
      const { A, B } = JSON.parse(found.outcomes[0] ?? '') as Record<string, unknown[]>;
      for (const [made, ...rest] of [A, B] as unknown[][]) {
        assert.match(String(made), /^upload-[A-Za-z0-9]{6}$/);
        assert.deepEqual(rest, [0o700, 'abc']);
      }
      assert.notEqual(A?.[0], B?.[0]);
    });

    it(`is a new one where an earlier run has left its own: one ${name}`, async () => {
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder);
      const found = await explore(
        codeScenario({
          share: () => undefined,
          clients: {
            A: () => make().then((path) => readdirSync(path).length),
            B: () => fsp.stat(home).then(() => 'well'),
          },
        }),
      );
      assert.deepEqual(found.outcomes, ['finished [["A",0],["B","well"]]']);
      // The first order is executed once more, to see whether it repeats.
      assert.ok(readdirSync(folder).length >= found.run);
    });
  }

  it('is made in the set-up by the chance of the run, too', async () => {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
    const found = await explore(
      codeScenario({
        share: async (options) => {
          const path = await options.as(0, () => fsp.mkdtemp(prefix));
          const other = await options.as(0, () => calledBack(prefix));
          await fsp.rm(path, { recursive: true });
          await fsp.rm(other, { recursive: true });
          return [path, other];
        },
        clients: {
          A: async (paths) => (await fsp.stat(home)) && paths,
          B: () => fsp.stat(home).then(() => 'well'),
        },
      }),
    );
    assert.equal(found.outcomes.length, 1);
    assert.ok(found.run > 1);
  });

  it('is gone with all that it holds when it is disposed, also where it was removed before', async () => {
    const client = async () => {
      const paths: string[] = [];
      {
        await using one = await fsp.mkdtempDisposable(prefix);
        using other = fs.mkdtempDisposableSync(prefix);
        for (const { path } of [one, other]) {
          await fsp.writeFile(join(path, 'x'), 'abc');
          paths.push(path);
        }
        await one.remove();
      }
      return paths.filter((path) => fs.existsSync(path));
    };
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
    const found = await explore(
      codeScenario({ share: () => undefined, clients: { A: client, B: client } }),
      { maxRuns: 20 },
    );
    assert.deepEqual(found.outcomes, ['finished [["A",[]],["B",[]]]']);
  });

  it('fails as the real one does', async () => {
    const code = (made: Promise<unknown>) => made.catch((error) => error.code);
    const client = async () => [
      await code(fsp.mkdtemp(join(folder, 'nowhere', 'x-'))),
      await code(calledBack(join(folder, 'nowhere', 'x-'))),
      await code(fsp.mkdtemp(7 as unknown as string)),
    ];
    const found = await explore(codeScenario({ share: () => undefined, clients: { A: client } }));
    assert.deepEqual(found.outcomes, [
      'finished [["A",["ENOENT","ENOENT","ERR_INVALID_ARG_TYPE"]]]',
    ]);
  });

  it('is the real one for all other code', async () => {
    const [one, other] = [await fsp.mkdtemp(join(home, 'x-')), fs.mkdtempSync(join(home, 'x-'))];
    assert.notEqual(one, other);
    assert.deepEqual(
      [one, other].map((path) => readdirSync(path)),
      [[], []],
    );
  });
});
