import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmod, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { projectFolder } from '@workbook/course';

const script = join(projectFolder, 'scripts/on-one-core');
const report = 'taskset --cpu-list --pid $$; exit 7';
const coresIn = (said: unknown) => /: (.*)/.exec(String(said))?.[1] ?? '';

/** `npm test` keeps the tests of this package on one core: here, all that the machine gives are wanted. */
const widened = ['--cpu-list', '0-1023'];
const list = coresIn(spawnSync('taskset', [...widened, 'sh', '-c', report]).stdout);
const skip =
  !/[-,]/.test(list) && 'on a machine with one core, or without taskset, there is no choice';

describe('a script of npm, by scripts/on-one-core', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'workbook-cores-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  /** Who has which core is the machine's affair: here, a lock is got from the so-manieth try on. */
  async function coresAtTry(number: number): Promise<string> {
    const flock = join(folder, 'flock');
    const tries = join(folder, `tries-${number}`);
    await writeFile(
      flock,
      `#!/bin/sh\necho try >> ${tries}\n[ "$(wc -l < ${tries})" -ge ${number} ]\n`,
    );
    await chmod(flock, 0o755);
    const env = { ...process.env, PATH: `${folder}:${process.env.PATH}` };
    const { status, stdout } = spawnSync('taskset', [...widened, script, '-c', report], { env });
    assert.equal(status, 7);
    return coresIn(stdout);
  }

  it('has the first core that no other command has, and all where there is none', {
    skip,
  }, async () => {
    const [first, second, none] = [
      await coresAtTry(1),
      await coresAtTry(2),
      await coresAtTry(9999),
    ];
    assert.match(first, /^\d+$/);
    assert.match(second, /^\d+$/);
    assert.notEqual(first, second);
    assert.match(none, /[-,]/);
  });

  it('runs as by sh where there is no taskset', async () => {
    const bare = await mkdtemp(join(folder, 'bare-'));
    for (const name of ['sh', 'tr', 'seq']) await symlink(which(name), join(bare, name));
    const { status, stdout, stderr } = spawnSync(script, ['-c', 'echo "$1"; exit 3', 'sh', 'a b'], {
      env: { PATH: bare },
    });
    assert.deepEqual([status, String(stdout), String(stderr)], [3, 'a b\n', '']);
  });
});

function which(name: string): string {
  return String(spawnSync('sh', ['-c', `command -v ${name}`]).stdout).trim();
}
