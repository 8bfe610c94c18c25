import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { checkPathLength } from '../src/folders/socket-path.ts';
import { makeRunFolder, removeLeftovers, ServiceUnavailable } from '../src/index.ts';
import { leave } from './support/left-folder.ts';
import { shortFolder } from './support/short-folder.ts';

const program = fileURLToPath(new URL('./support/keep-run-folder.ts', import.meta.url));

const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

let parent = '';
beforeEach(() => {
  parent = shortFolder();
});

/** Starts `keep-run-folder.ts`, in place of another container that shares the parent folder. */
function start(...args: string[]): { child: ChildProcess; lines: AsyncIterator<string> } {
  const child = spawn(process.execPath, ['--import', 'tsx', program, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  started.push(child);
  const lines = createInterface({ input: child.stdout as Readable })[Symbol.asyncIterator]();
  return { child, lines };
}

async function kill(child: ChildProcess): Promise<void> {
  const closed = once(child, 'close');
  child.kill('SIGKILL');
  await closed;
}

describe('a run folder', () => {
  it('is left alone while its process lives, even in a loop, and removed once that was killed', async () => {
    const { child, lines } = start(parent, '1', 'hang');
    const path = JSON.parse((await lines.next()).value);
    await removeLeftovers(parent);
    assert.equal(existsSync(path), true);
    await kill(child);
    await removeLeftovers(parent);
    assert.deepEqual(readdirSync(parent), []);
  });

  it('goes when its process ends, which it does not put off', async () => {
    const { child } = start(parent, '1', 'return');
    assert.deepEqual(await once(child, 'exit'), [0, null]);
    assert.deepEqual(readdirSync(parent), []);
  });

  it('goes when it is disposed of, with all that is in it, and no other one', async () => {
    await using other = await makeRunFolder(parent, 'data');
    const folder = await makeRunFolder(parent, 'load');
    mkdirSync(join(folder.path, 'src'));
    writeFileSync(join(folder.path, 'src', 'a-file'), 'text');
    await folder[Symbol.asyncDispose]();
    await removeLeftovers(parent);
    assert.deepEqual(
      readdirSync(parent).map((name) => join(parent, name)),
      [other.path],
    );
  });

  it('survives many runs that make theirs and clean up in the same place', async () => {
    const left = ['aaaaaa', 'bbbbbb', 'cccccc'].map((id) => leave(parent, `workbook-data-${id}`));
    await Promise.all(left);
    const runs = Array.from({ length: 4 }, () => start(parent, '10', 'hang'));
    const made: string[] = [];
    for (const { lines } of runs)
      for (let i = 0; i < 10; i += 1) made.push(JSON.parse((await lines.next()).value));
    await removeLeftovers(parent);
    assert.deepEqual(
      readdirSync(parent)
        .map((name) => join(parent, name))
        .sort(),
      made.sort(),
    );
    await Promise.all(runs.map(({ child }) => kill(child)));
    await removeLeftovers(parent);
    assert.deepEqual(readdirSync(parent), []);
  });
});

describe('a run folder in a place', () => {
  it('with a long path works, or is refused in one sentence where the system cannot', async () => {
    const deep = join(parent, 'd'.repeat(100), 'd'.repeat(100));
    mkdirSync(deep, { recursive: true });
    if (process.platform !== 'linux') {
      await assert.rejects(makeRunFolder(deep, 'data'), ServiceUnavailable);
      return;
    }
    const { child, lines } = start(deep, '1', 'hang');
    const path = JSON.parse((await lines.next()).value);
    await removeLeftovers(deep);
    assert.equal(existsSync(path), true);
    await kill(child);
    await removeLeftovers(deep);
    assert.deepEqual(readdirSync(deep), []);
  });

  it('with a long path is refused before anything starts, where the system cannot', () => {
    const deep = join(parent, 'd'.repeat(100));
    assert.throws(
      () => checkPathLength(deep, 'darwin'),
      (error: unknown) => {
        assert.ok(error instanceof ServiceUnavailable);
        assert.match(
          error.message,
          /^the path \S+ is \d+ bytes too long .*: set TMPDIR to a folder/,
        );
        return true;
      },
    );
    checkPathLength(deep, 'linux');
    checkPathLength('/tmp', 'darwin');
  });

  it('that does not exist is refused in one sentence, and leaves nothing behind', async () => {
    const file = join(parent, 'a-file');
    writeFileSync(file, '');
    for (const place of [file, join(parent, 'nowhere')]) {
      await assert.rejects(makeRunFolder(place, 'data'), (error: unknown) => {
        assert.ok(error instanceof ServiceUnavailable);
        assert.match(
          error.message,
          /^no folder can be made in \S+ \(E.*\): .* set TMPDIR to another/,
        );
        assert.doesNotMatch(error.message, /\n/);
        return true;
      });
    }
    assert.deepEqual(readdirSync(parent), ['a-file']);
  });

  it('whose path has characters of a shell or of a pattern works', async () => {
    const odd = join(parent, 'a $& $HOME `b` "c" \'d\' {home} %20?#é');
    mkdirSync(odd);
    const { child, lines } = start(odd, '1', 'hang');
    const path = JSON.parse((await lines.next()).value);
    await removeLeftovers(odd);
    assert.equal(existsSync(path), true);
    await kill(child);
    await removeLeftovers(odd);
    assert.deepEqual(readdirSync(odd), []);
  });
});
