import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { inProcess } from '../support/in-process.ts';
import { makeOwnHome } from '../support/own-home.ts';

const home = await makeOwnHome();
const { writeVariant } = await import('../support/variant.ts');

const run = (...args: string[]) => inProcess('solution', ...args);
const attemptAt = (step: string, file: string) =>
  readFile(join(home.folder, 'steps', step, 'attempt', file), 'utf8');

describe('workbook solution --variant', () => {
  it('prints another version of the step in full, and says what it does', async () => {
    await using variant = await writeVariant('06', 'request-order');
    const { code, stdout, stderr } = await run('06', '--variant', 'request-order', '--yes');
    assert.equal(code, 0, stderr);
    const heading =
      '// 06/request-order/accounts.ts: a transfer locks its rows in the order of the request';
    assert.equal(
      stdout.trimEnd(),
      `${heading}\n\n${await readFile(variant.file, 'utf8')}`.trimEnd(),
    );
  });

  it('gives tools the files that it changes, and no other', async () => {
    const { stdout } = await run('08', '--variant=lock-without-ttl', '--yes', '--json');
    const { files } = JSON.parse(stdout) as { files: { path: string; text: string }[] };
    assert.deepEqual(
      files.map(({ path }) => path),
      ['08/lock-without-ttl/accounts.ts'],
    );
    assert.match(files[0]?.text ?? '', /^class RedisLock \{$/m);
  });

  it('makes it the attempt, with all files of the step', async () => {
    const { code, stdout, stderr } = await run(
      '8',
      '--variant=lock-without-ttl',
      '--take',
      '--yes',
    );
    assert.equal(code, 0, stderr);
    assert.equal(stdout, 'steps/08/attempt/ holds the variant lock-without-ttl now.\n');
    assert.match(await attemptAt('08', 'accounts.ts'), /^class RedisLock \{$/m);
    assert.match(await attemptAt('08', 'redis.ts'), /export async function connectRedis/);
  });

  it('spoils nothing unless it is told to', async () => {
    const { code, stdout, stderr } = await run('06', '--variant', 'request-order');
    assert.equal(code, 2);
    assert.equal(stdout, '');
    assert.match(stderr, /step 06 is not green, and this would spoil it: --yes/);
  });

  it('names the nearest where there is none of this name, or says that there are none', async () => {
    const wrong = await run('05', '--variant', 'repeatable', '--yes');
    const none = await run('04', '--variant', 'file-lock', '--yes');
    assert.equal(wrong.code, 2);
    assert.match(
      wrong.stderr,
      /^workbook: step 05 has no variant "repeatable": did you mean repeatable-read, .*\?\n$/,
    );
    assert.equal(none.code, 2);
    assert.equal(none.stderr, 'workbook: step 04 has no variants: leave --variant away\n');
  });
});
