import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { ReplayResult } from '../../src/index.ts';
import { workbook } from '../support/command.ts';

const lostUpdate = ['replay', '05', 'lost-update', 'AAAABBBBBAA'];

describe('workbook replay', () => {
  // To accept a change of the words: node --test-update-snapshots with the flags of `npm test`.
  it('shows a lost update, as the golden file has it', async (t) => {
    const { code, stdout, stderr } = await workbook(lostUpdate);
    assert.equal(code, 1, stderr);
    t.assert.fileSnapshot(stdout, join(import.meta.dirname, '../golden/lost-update.txt'), {
      serializers: [(text) => text],
    });
  });

  it('is green where the same race goes well', async () => {
    const { code, stdout } = await workbook(['replay', '05', 'lost-update', 'AAAAAABBBBB']);
    assert.equal(code, 0);
    assert.match(stdout, /^schedule: AAAAAABBBBB$/m);
  });

  it('finishes a schedule that only begins', async () => {
    const { code, stdout } = await workbook([...lostUpdate.slice(0, 3), 'AA', '--json']);
    assert.equal(code, 0);
    const result = JSON.parse(stdout) as ReplayResult;
    assert.match(result.schedule, /^AA[AB]{9}$/);
    assert.equal(result.violation, null);
  });

  it('runs another file on request', async () => {
    const file = 'steps/06/src/accounts.ts';
    const { code, stdout } = await workbook([...lostUpdate.slice(0, 3), 'AAAA', '--file', file]);
    assert.equal(code, 0);
    assert.match(stdout, /FOR UPDATE/);
    assert.match(stdout, /^replay: .* --file steps\/06\/src\/accounts\.ts$/m);
  });
});
