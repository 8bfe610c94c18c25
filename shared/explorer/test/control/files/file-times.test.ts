import assert from 'node:assert/strict';
import fs from 'node:fs';
import fsPromises from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { controlFiles, explore } from '../../../src/index.ts';
import { codeScenario } from '../../support/code-scenario.ts';

controlFiles();
const folder = fs.mkdtempSync(join(tmpdir(), 'workbook-explorer-'));
after(() => fs.rmSync(folder, { recursive: true }));
const at = (name: string) => join(folder, name);

/** What one client returns, when it runs alone, in a folder that has an old file, and one that says that it is older. */
async function alone(work: () => Promise<unknown>): Promise<unknown> {
  const results: unknown[] = [];
  await explore(
    codeScenario({
      share: () => {
        fs.rmSync(folder, { recursive: true });
        fs.mkdirSync(folder);
        fs.writeFileSync(at('old'), 'old');
        fs.writeFileSync(at('ancient'), 'ancient');
        fs.utimesSync(at('ancient'), year2020, year2020);
      },
      clients: { A: work },
      judge: (_, run) => {
        results.push(run.results.get('A'));
        return { outcome: 'done' };
      },
    }),
  );
  return results[0];
}

const year2020 = new Date(Date.UTC(2020, 0, 1));

/** Since the run began, in milliseconds. */
const sinceMs = (time: Date | number) => Number(time) - Date.UTC(2026, 0, 1);

describe('the times of a file', () => {
  it('are the beginning of the run when it was there before', async () => {
    const times = await alone(async () => {
      await delay(500);
      const { mtime, ctimeMs, birthtimeMs, atimeMs } = await fsPromises.stat(at('old'));
      return [mtime, ctimeMs, birthtimeMs, atimeMs].map(sinceMs);
    });
    assert.deepEqual(times, [0, 0, 0, 0]);
  });

  it('are those that were set before it, where they are older', async () => {
    const times = await alone(async () => {
      const before = (await fsPromises.stat(at('ancient'))).mtimeMs;
      await fsPromises.chmod(at('ancient'), 0o600);
      return [before, (await fsPromises.stat(at('ancient'))).mtimeMs];
    });
    assert.deepEqual(times, [year2020.getTime(), year2020.getTime()]);
  });

  const changes: Readonly<Record<string, () => unknown>> = {
    'promises.writeFile': () => fsPromises.writeFile(at('old'), 'new'),
    'promises.appendFile': () => fsPromises.appendFile(at('old'), 'new'),
    'promises.rename': async () => {
      await fsPromises.writeFile(at('tmp'), 'new');
      await fsPromises.rename(at('tmp'), at('old'));
    },
    'a handle': async () => {
      await using file = await fsPromises.open(at('old'), 'r+');
      await file.write('new');
    },
    'fs.writeFile': () => promisify(fs.writeFile)(at('old'), 'new'),
    'fs.writeFileSync': () => fs.writeFileSync(at('old'), 'new'),
    'fs.openSync': () => fs.closeSync(fs.openSync(at('old'), 'w')),
  };
  for (const [name, change] of Object.entries(changes))
    it(`are the time of the run when it is changed: ${name}`, async () => {
      const times = await alone(async () => {
        await delay(500);
        await change();
        await delay(500);
        return sinceMs((await fsPromises.stat(at('old'))).mtimeMs);
      });
      assert.equal(times, 500);
    });

  const makes: Readonly<Record<string, () => unknown>> = {
    'promises.writeFile': () => fsPromises.writeFile(at('new'), 'new'),
    'promises.writeFile, only if it is not there': () =>
      fsPromises.writeFile(at('new'), 'new', { flag: 'wx' }),
    'promises.appendFile': () => fsPromises.appendFile(at('new'), 'new'),
    'promises.copyFile': () => fsPromises.copyFile(at('old'), at('new')),
    'promises.open': async () => await (await fsPromises.open(at('new'), 'a')).close(),
    'promises.open, only if it is not there': async () =>
      await (await fsPromises.open(at('new'), 'wx')).close(),
    'fs.writeFile': () => promisify(fs.writeFile)(at('new'), 'new'),
    'fs.appendFile': () => promisify(fs.appendFile)(at('new'), 'new'),
    'fs.writeFileSync': () => fs.writeFileSync(at('new'), 'new'),
    'fs.appendFileSync': () => fs.appendFileSync(at('new'), 'new'),
    'fs.copyFileSync': () => fs.copyFileSync(at('old'), at('new')),
    'fs.openSync': () => fs.closeSync(fs.openSync(at('new'), 'a')),
  };
  for (const [name, make] of Object.entries(makes))
    it(`are the time of the run when it is made, and so are those of its folder: ${name}`, async () => {
      const times = await alone(async () => {
        await delay(500);
        await make();
        await delay(500);
        const { birthtime, mtime } = await fsPromises.stat(at('new'));
        return [birthtime, mtime, (await fsPromises.stat(folder)).mtime].map(sinceMs);
      });
      assert.deepEqual(times, [500, 500, 500]);
    });

  it('do not change in its folder when it was there before', async () => {
    const times = await alone(async () => {
      await delay(500);
      await fsPromises.writeFile(at('old'), 'new');
      fs.appendFileSync(at('old'), 'new');
      return [fs.statSync(at('old')).birthtime, fs.statSync(folder).mtime].map(sinceMs);
    });
    assert.deepEqual(times, [0, 0]);
  });

  const stats: Readonly<Record<string, () => unknown>> = {
    'promises.stat': () => fsPromises.stat(at('dir')),
    'promises.lstat': () => fsPromises.lstat(at('dir')),
    'fs.stat': () => promisify(fs.stat)(at('dir')),
    'fs.statSync': () => fs.statSync(at('dir')),
    'fs.lstatSync': () => fs.lstatSync(at('dir')),
    'fs.fstatSync': () => {
      const descriptor = fs.openSync(at('dir'), 'r');
      try {
        return fs.fstatSync(descriptor);
      } finally {
        fs.closeSync(descriptor);
      }
    },
    'a handle': async () => {
      await using file = await fsPromises.open(at('dir'), 'r');
      return await file.stat();
    },
  };
  for (const [name, stat] of Object.entries(stats))
    it(`are what utimes has set: ${name}`, async () => {
      const times = await alone(async () => {
        await fsPromises.mkdir(at('dir'));
        await delay(500);
        await fsPromises.utimes(at('dir'), new Date(Date.now() - 100), Date.now() / 1000 + 1);
        await delay(500);
        const { atimeMs, mtime, ctime, birthtime } = (await stat()) as fs.Stats;
        return [atimeMs, mtime, ctime, birthtime].map(sinceMs);
      });
      assert.deepEqual(times, [400, 1500, 500, 0]);
    });

  it('are whole numbers where they are asked for as such', async () => {
    const times = await alone(async () => {
      await delay(500);
      await fsPromises.mkdir(at('dir'));
      const { mtimeMs, mtimeNs } = await fsPromises.stat(at('dir'), { bigint: true });
      return [mtimeMs, mtimeNs].map(String);
    });
    const ms = Date.UTC(2026, 0, 1) + 500;
    assert.deepEqual(times, [`${ms}`, `${ms}000000`]);
  });

  it('are the real ones for all other code', () => {
    assert.ok(fs.statSync(at('dir')).mtimeMs > Date.UTC(2026, 0, 2));
  });
});
