import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** What a program of its own prints: this process has long been under control. */
async function printed(name: string, ...options: readonly string[]): Promise<string> {
  const program = fileURLToPath(new URL(`support/programs/${name}.ts`, import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [...options, program]);
  return stdout.trim();
}

const registered = ['--import', '@workbook/explorer/register'];

describe('a driver that the program has installed', () => {
  it('is under control before the program begins', async () => {
    const names = await printed('drivers-under-control', ...registered);
    assert.deepEqual(names.split('\n'), ['pg', 'ioredis', 'postgres']);
  });
});

describe('a library that keeps the calls that it finds when it is loaded', () => {
  it('escapes when control is taken after that, and is named', async () => {
    assert.match(
      await printed('counts-in-file'),
      /^client A uses a file at \S+keeps-files\.ts:\d+:\d+, .*import '@workbook\/explorer\/register'/,
    );
  });

  it('does not when control was taken before anything else was loaded', async () => {
    assert.equal(await printed('counts-in-file', ...registered), 'possible');
  });
});
