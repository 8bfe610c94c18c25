import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import {
  findIsolationtester,
  rateOfIsolationtester,
  specificationOf,
} from '../src/isolationtester.ts';

const folder = await mkdtemp(join(tmpdir(), 'workbook-bench-'));
after(() => rm(folder, { recursive: true }));

async function program(path: string, script = ''): Promise<string> {
  const file = join(folder, path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return file;
}

describe('isolationtester', () => {
  it('is the newest that is installed', async () => {
    await program('9/lib/pgxs/src/test/isolation/isolationtester');
    const file = await program('17/lib/pgxs/src/test/isolation/isolationtester');
    await mkdir(join(folder, '18/bin'), { recursive: true });
    assert.deepEqual(findIsolationtester({}, folder), { file, version: '17' });
  });

  it('is absent where it is not installed', () => {
    assert.equal(findIsolationtester({}, join(folder, 'nowhere')), undefined);
    assert.equal(findIsolationtester({ ISOLATIONTESTER: join(folder, 'nowhere') }), undefined);
  });

  it('is given exactly the orders that it is told', () => {
    const work = { name: 'x', target: 1, clients: { A: ['begin', 'commit'], B: ['select 1'] } };
    assert.equal(
      specificationOf(work, ['AAB', 'ABA']),
      `setup { update stock set amount = 100 where id = 1; }
teardown { select amount from stock where id = 1; }
session A
step A0 { begin; }
step A1 { commit; }
session B
step B0 { select 1; }
permutation A0 A1 B0
permutation A0 B0 A1
`,
    );
  });

  it('says what went wrong when it does not finish', async () => {
    const file = await program('broken', 'cat > /dev/null; echo "no such server" >&2; exit 1');
    await assert.rejects(rateOfIsolationtester({ file, version: '1' }, '', 'postgres://nowhere'), {
      name: 'IsolationtesterFailed',
      message: 'isolationtester ended with 1 after 0 schedules: no such server',
    });
  });
});
