import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { testServer } from '../support/database.ts';
import { testRedis } from '../support/redis.ts';

const program = fileURLToPath(
  new URL('../support/programs/ends-what-was-open.ts', import.meta.url),
);

describe('a client may end the connections that were opened', () => {
  const cases = {
    'by its set-up, in the name of its instance: pg': ['pg', 'named'],
    'by its set-up: pg': ['pg', 'unnamed'],
    'before the search: pg': ['pg', 'before'],
    'before the search: postgres': ['postgres', 'before'],
    'before the search: redis': ['redis', 'before'],
    'before the search: ioredis': ['ioredis', 'before'],
  };
  for (const [name, [driver = '', when = '']] of Object.entries(cases))
    it(name, async () => {
      const { stdout } = await promisify(execFile)(process.execPath, [
        ...process.execArgv,
        program,
        ...[driver, when, await testServer(), await testRedis()],
      ]);
      assert.equal(stdout.trim(), 'prevented');
    });
});
