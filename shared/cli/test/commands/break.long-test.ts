import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import type { BreakResult } from '../../src/json/break.ts';
import { start, workbook } from '../support/command.ts';
import { golden, normalized } from '../support/golden.ts';
import { inProcess } from '../support/in-process.ts';
import { eventually } from '../support/processes.ts';

describe('workbook break', () => {
  it('shows what is taken out, and the schedule that comes back', async (t) => {
    const { code, stdout, stderr } = await inProcess('break', '06', 'lock-order');
    assert.equal(code, 0, stderr);
    golden(t, 'break-lock-order.txt', normalized(stdout));
  });

  it('takes all protections out, one at a time, and leaves nothing behind', async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'workbook-test-'));
    t.after(() => rm(folder, { recursive: true, force: true }));
    const { code, stdout, stderr } = await workbook(['break', '01', '--json'], {
      env: { TMPDIR: folder },
    });
    assert.equal(code, 0, stderr);
    const { step, protections } = JSON.parse(stdout) as BreakResult;
    assert.equal(step, '01');
    const byId = new Map(protections.map((one) => [one.id, one]));
    const counter = byId.get('counter-of-ids');
    assert.match(counter?.diff ?? '', /^- id: this\.#nextId\+\+,$/m);
    assert.deepEqual(
      counter?.comeBack.map(({ id }) => id),
      ['opening-after-a-close'],
    );
    assert.match(counter?.picture?.text ?? '', /^schedule: A+$/m);
    assert.deepEqual(byId.get('list-is-copied')?.comeBack, []);
    assert.equal(byId.get('list-is-copied')?.picture, null);
    const left = (await readdir(folder)).filter((name) => name.startsWith('workbook-changed-'));
    assert.deepEqual(left, []);
  });

  it('leaves nothing behind after Ctrl-C', async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'workbook-test-'));
    t.after(() => rm(folder, { recursive: true, force: true }));
    // Started by root, PostgreSQL runs under another account, which has to get in.
    await chmod(folder, 0o755);
    const mutants = () =>
      readdirSync(folder).filter((name) => name.startsWith('workbook-changed-'));
    const child = start(['break', '06'], { env: { TMPDIR: folder } });
    const ended = once(child, 'exit');
    await eventually('a protection is taken out', () => mutants()[0]);
    child.kill('SIGINT');
    assert.deepEqual(await ended, [130, null]);
    assert.deepEqual(mutants(), []);
  });

  it('says which protection was meant', async () => {
    const { code, stderr } = await inProcess('break', '06', 'lock-ordre');
    assert.equal(code, 2);
    assert.match(stderr, /step 06 has no protection "lock-ordre": did you mean lock-order, .*\?/);
  });
});
