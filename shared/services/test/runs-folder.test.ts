import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, it } from 'node:test';
import { kernelIdentity } from '../src/folders/kernel.ts';
import { marks } from '../src/folders/names.ts';
import { runsFolder } from '../src/folders/runs-folder.ts';
import { startServices } from '../src/index.ts';
import { removeAllLeftovers } from '../src/supervisor/leftovers.ts';
import { ownFolder } from './support/own-folder.ts';
import { supervised, untilNothingIsLeft } from './support/processes.ts';

describe('the folder in which a run makes its own', () => {
  const memory = join(ownFolder, 'memory');
  const temporary = () => {
    delete process.env.TMPDIR;
    return tmpdir();
  };

  afterEach(() => {
    process.env.TMPDIR = ownFolder;
  });

  it('is in memory', async () => {
    mkdirSync(memory, { mode: 0o777 });
    temporary();
    assert.equal(await runsFolder(1, memory), memory);
  });

  it('is the temporary one where memory is short, or there is no such folder', async () => {
    const fallback = temporary();
    assert.equal(await runsFolder(Number.POSITIVE_INFINITY, memory), fallback);
    assert.equal(await runsFolder(1, join(ownFolder, 'nowhere')), fallback);
  });

  it('is the temporary one where another account could not enter', async () => {
    chmodSync(memory, 0o700);
    const fallback = temporary();
    assert.equal(await runsFolder(1, memory), fallback);
  });

  it('is the one that was asked for', async () => {
    chmodSync(memory, 0o755);
    assert.equal(await runsFolder(1, memory), ownFolder);
  });

  it('is swept even by a run that has chosen another folder', async () => {
    temporary();
    const left = join(await runsFolder(), 'workbook-postgres-zzzzzz');
    mkdirSync(left);
    writeFileSync(join(left, marks.kernel), kernelIdentity());
    process.env.TMPDIR = ownFolder;
    await removeAllLeftovers();
    assert.equal(existsSync(left), false);
  });

  it('is where the servers are', async () => {
    temporary();
    const expected = await runsFolder();
    const services = await startServices({ postgres: true });
    const processes = supervised(process.pid);
    await services[Symbol.asyncDispose]();
    const data = /-D (\S+)\/workbook-postgres-/.exec(
      processes.map(({ command }) => command).join(' '),
    );
    assert.equal(data?.[1], expected);
    await untilNothingIsLeft(processes);
  });
});
