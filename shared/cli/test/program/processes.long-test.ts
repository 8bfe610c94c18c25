import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, it } from 'node:test';
import { projectFolder } from '@workbook/course';
import { ownPostgres, start, workbook } from '../support/command.ts';
import { below, eventually, type Process, running } from '../support/processes.ts';

/** A map that is being measured: its servers run, and both judges. */
async function midway(node?: string) {
  const env = { ...ownPostgres, WORKBOOK_JUDGES: '2' };
  const child = start(['map'], { env, ...(node === undefined ? {} : { node }) });
  const ended = once(child, 'exit');
  const pid = child.pid ?? 0;
  const processes = await eventually('servers and judges run', () => {
    const found = below(pid);
    const has = (word: string, count: number) =>
      found.filter(({ command }) => command.includes(word)).length >= count;
    return has('worker.ts', 2) && has('supervisor.ts', 1) && has('checkpointer', 1)
      ? found
      : undefined;
  });
  return { child, pid, ended, processes };
}

const allEnd = (processes: readonly Process[]) =>
  eventually('everything has ended', () => (running(processes).length === 0 ? true : undefined));

/** A Node on the path that is too old to run the project, as many hosts have one. */
function oldNode(): string | undefined {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => !folder.includes('node_modules'))
    .map((folder) => join(folder, 'node'))
    .filter((file) => existsSync(file))
    .find((file) => Number(execFileSync(file, ['-p', 'parseInt(process.versions.node)'])) < 24);
}

describe('a map that is ended midway', () => {
  it('leaves no process behind after kill -9', async () => {
    const { child, processes } = await midway();
    child.kill('SIGKILL');
    await allEnd(processes);
  });

  it('stops all of its processes itself at Ctrl-C, and ends with 130 and no words', async () => {
    const { pid, child, ended, processes } = await midway();
    const said: Buffer[] = [];
    child.stdout?.on('data', (chunk) => said.push(chunk));
    child.stderr?.on('data', (chunk) => said.push(chunk));
    // A terminal sends it to the whole group.
    process.kill(-pid, 'SIGINT');
    assert.deepEqual(await ended, [130, null]);
    assert.deepEqual(running(processes), []);
    assert.equal(Buffer.concat(said).toString(), '');
  });
});

describe('on a host with an older Node', () => {
  const node = oldNode();
  const skip = node === undefined && 'there is no Node before 24 on the path to try it with';

  it('runs with the Node of the project', { skip }, async () => {
    const { code, stdout, stderr } = await workbook(
      ['replay', '01', 'lost-update', 'A', '--json'],
      { node },
    );
    assert.equal(code, 0, stderr);
    assert.equal(JSON.parse(stdout).environment.node, process.versions.node);
  });

  it('leaves no process behind after kill -9 of the older one', { skip }, async () => {
    const { child, processes } = await midway(node);
    child.kill('SIGKILL');
    await allEnd(processes);
  });

  it('ends with 130 at Ctrl-C', { skip }, async () => {
    const { pid, ended, processes } = await midway(node);
    process.kill(-pid, 'SIGINT');
    assert.deepEqual(await ended, [130, null]);
    assert.deepEqual(running(processes), []);
  });

  it('works in any folder', { skip }, async () => {
    const { code } = await workbook(['--version'], { node, cwd: '/' });
    assert.equal(code, 0);
    assert.ok(existsSync(projectFolder));
  });
});
