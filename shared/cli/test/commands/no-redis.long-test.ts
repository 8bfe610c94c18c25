import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { workbook } from '../support/command.ts';

const folder = mkdtempSync(join(tmpdir(), 'workbook-no-redis-'));
after(() => rmSync(folder, { recursive: true }));

/** The environment of a machine on which no Redis can be had. */
function withoutRedis(): NodeJS.ProcessEnv {
  const programs = join(folder, 'programs');
  mkdirSync(programs, { recursive: true });
  for (const name of ['redis-server', 'valkey-server']) {
    writeFileSync(join(programs, name), '#!/bin/sh\necho "no Redis at all"\n');
    chmodSync(join(programs, name), 0o755);
  }
  const none = join(folder, 'none');
  writeFileSync(join(folder, 'apt.conf'), `Dir::State::lists "${none}";\nDir::Etc "${none}";\n`);
  return {
    PATH: `${programs}:/usr/bin:/bin`,
    REDIS_URL: undefined,
    APT_CONFIG: join(folder, 'apt.conf'),
    // Where none has been fetched before.
    WORKBOOK_CACHE: join(folder, 'cache'),
  };
}

describe('without a Redis', () => {
  const whyNot =
    /redis-server is not a Redis server: it says "no Redis at all", and .*: install .*, or set REDIS_URL to a Redis server$/m;

  for (const [what, args] of [
    ['crashes', ['crashes']],
    [
      'a check of code that needs it',
      ['check', '08', 'steps/08/src/accounts.ts', '--race', 'lost-update'],
    ],
  ] as const)
    it(`${what} says in one sentence why there is none, and ends with 2`, async () => {
      const { code, stderr, stdout } = await workbook(args, { env: withoutRedis() });
      assert.match(stderr, whyNot);
      assert.doesNotMatch(stderr, /defect/);
      assert.equal(stderr.trim().split('\n').length, 1, stderr);
      assert.deepEqual([code, stdout], [2, '']);
    });
});
