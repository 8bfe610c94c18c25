import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { testDatabase } from '../support/database.ts';

const program = fileURLToPath(new URL('../support/programs/leaves-promises.ts', import.meta.url));

describe('a promise that a client leaves without a handler', () => {
  const database = testDatabase('unhandled');
  const foundIn = async (...what: readonly string[]) => {
    const node = await promisify(execFile)(process.execPath, [program, database.url, ...what]);
    return node.stdout.trim();
  };
  const found =
    'possible AABB client A has left a promise without a handler, and it was rejected, which ends the process: not waited for';

  it('is a violation, and says whose it is and in which schedule', async () => {
    assert.equal(await foundIn(), found);
  });

  it('is one, too, where the code has a listener for all of them', async () => {
    assert.equal(await foundIn('listens'), found);
  });

  it('may be accepted', async () => {
    assert.equal(await foundIn('accepts'), 'prevented');
  });
});
