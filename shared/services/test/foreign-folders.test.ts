import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { kernelIdentity } from '../src/folders/kernel.ts';
import { listenIn } from '../src/folders/listen.ts';
import { marks } from '../src/folders/names.ts';
import { removeLeftovers } from '../src/index.ts';
import { runFolder } from '../src/supervisor/assignment.ts';
import { processIdentity } from '../src/supervisor/process-identity.ts';
import { leave, makeOld, otherKernel } from './support/left-folder.ts';
import { shortFolder } from './support/short-folder.ts';

let parent = '';
beforeEach(() => {
  parent = shortFolder();
});

describe('a folder that a killed run left', () => {
  it('is removed at once when it was a run on this kernel', async () => {
    await leave(parent, 'workbook-data-aaaaaa');
    await leave(parent, 'workbook-postgres-bbbbbb');
    rmSync(join(await leave(parent, 'workbook-load-cccccc'), marks.alive));
    await removeLeftovers(parent);
    assert.deepEqual(readdirSync(parent), []);
  });

  it('is removed a day after it was last touched when it was one on another kernel', async () => {
    await leave(parent, 'workbook-data-aaaaaa', { kernel: otherKernel });
    await leave(parent, 'workbook-data-bbbbbb', { kernel: otherKernel, daysAgo: 2 });
    await leave(parent, 'workbook-redis-cccccc', { kernel: '' });
    await leave(parent, 'workbook-redis-dddddd', { kernel: '', daysAgo: 2 });
    await removeLeftovers(parent);
    assert.deepEqual(readdirSync(parent), ['workbook-data-aaaaaa', 'workbook-redis-cccccc']);
  });

  it('is removed without what its symbolic links lead to', async () => {
    const kept = join(parent, 'kept');
    mkdirSync(kept);
    writeFileSync(join(kept, 'a-file'), 'text');
    symlinkSync(kept, join(await leave(parent, 'workbook-data-aaaaaa'), 'link'));
    await removeLeftovers(parent);
    assert.deepEqual(readdirSync(parent), ['kept']);
    assert.deepEqual(readdirSync(kept), ['a-file']);
  });

  it('stays when it belongs to another user', async (t) => {
    await leave(parent, 'workbook-data-aaaaaa');
    const own = process.getuid?.() ?? 0;
    t.mock.method(process as Required<typeof process>, 'getuid', () => own + 1);
    await removeLeftovers(parent);
    assert.deepEqual(readdirSync(parent), ['workbook-data-aaaaaa']);
  });

  it('before it had its name is removed after a day, unless something else is in it', async () => {
    for (const [name, daysAgo] of Object.entries({ aaaaaa: 0, bbbbbb: 2, cccccc: 2, dddddd: 2 })) {
      const folder = join(parent, `workbook-new-${name}`);
      mkdirSync(folder);
      if (name === 'cccccc') writeFileSync(join(folder, marks.kernel), otherKernel);
      if (name === 'dddddd') writeFileSync(join(folder, 'a-file'), 'text');
      makeOld(folder, daysAgo);
    }
    await removeLeftovers(parent);
    assert.deepEqual(readdirSync(parent), ['workbook-new-aaaaaa', 'workbook-new-dddddd']);
  });
});

describe('what only has the name of a run folder', () => {
  it('stays: a link, a file, a folder without a mark, or with one that is a link', async () => {
    const target = await leave(parent, 'elsewhere');
    symlinkSync(target, join(parent, 'workbook-data-123-abc'));
    symlinkSync(target, join(parent, 'workbook-data-linked'));
    symlinkSync(target, join(parent, 'workbook-new-linked'));
    writeFileSync(join(parent, 'workbook-data-afile1'), 'text');
    mkdirSync(join(parent, 'workbook-data-nomark'));
    const marked = await leave(parent, 'workbook-data-marked');
    renameSync(join(marked, marks.kernel), join(parent, 'a-mark'));
    symlinkSync(join(parent, 'a-mark'), join(marked, marks.kernel));
    for (const name of ['workbook', 'workbook-postgres-old', 'my-workbook-redis-aaaaaa'])
      await leave(parent, name);
    const before = readdirSync(parent, { recursive: true });
    await removeLeftovers(parent);
    assert.deepEqual(readdirSync(parent, { recursive: true }), before);
  });
});

describe('the server of a run that was killed', () => {
  const started: ChildProcess[] = [];
  afterEach(() => {
    for (const child of started.splice(0)) child.kill('SIGKILL');
  });

  /** Runs with a socket of the folder, as every command of a supervisor does. */
  async function startWith(
    folder: string,
  ): Promise<{ child: ChildProcess; exited: Promise<unknown> }> {
    const socket = await listenIn(folder, marks.busy);
    const child = spawn('sleep', ['600'], { stdio: ['ignore', 'ignore', 'ignore', socket.fd] });
    started.push(child);
    const exited = once(child, 'exit');
    await once(child, 'spawn');
    // So that the socket stays when this process lets it go: Node deletes it where it was made.
    renameSync(join(folder, marks.busy), join(folder, 'kept'));
    socket.close();
    renameSync(join(folder, 'kept'), join(folder, marks.busy));
    return { child, exited };
  }

  function record(folder: string, pid: number, identity: string): void {
    const text = JSON.stringify({ pid, identity, stopSignal: 'SIGTERM' });
    writeFileSync(join(folder, runFolder.server), text);
  }

  it('is ended, and its folder removed', async () => {
    const folder = await leave(parent, 'workbook-redis-aaaaaa');
    const { child, exited } = await startWith(folder);
    const pid = child.pid as number;
    record(folder, pid, processIdentity(pid) as string);
    await removeLeftovers(parent);
    assert.deepEqual(await exited, [null, 'SIGTERM']);
    assert.equal(existsSync(folder), false);
  });

  it('in another container gets no signal, and keeps its folder until it ends', async () => {
    const folder = await leave(parent, 'workbook-redis-aaaaaa');
    const { child, exited } = await startWith(folder);
    const pid = child.pid as number;
    record(folder, pid, `in another container: ${processIdentity(pid)}`);
    await removeLeftovers(parent);
    assert.notEqual(processIdentity(pid), undefined);
    assert.equal(existsSync(folder), true);
    child.kill('SIGKILL');
    await exited;
    await removeLeftovers(parent);
    assert.equal(existsSync(folder), false);
  });

  it('does not cost another process with the same pid its life', async () => {
    const bystander = spawn('sleep', ['600'], { stdio: 'ignore' });
    started.push(bystander);
    await once(bystander, 'spawn');
    const pid = bystander.pid as number;
    const identity = processIdentity(pid) as string;
    const others = [`${identity}0`, '', identity.replace(kernelIdentity(), otherKernel)];
    for (const other of others) {
      record(await leave(parent, 'workbook-redis-aaaaaa'), pid, other);
      await removeLeftovers(parent);
      assert.deepEqual(readdirSync(parent), []);
    }
    assert.equal(processIdentity(pid), identity);
  });

  it('is known by its kernel and, on Linux, its pid namespace', () => {
    const identity = processIdentity(process.pid) ?? '';
    assert.ok(identity.startsWith(`${kernelIdentity()}:`));
    if (process.platform === 'linux')
      assert.ok(identity.includes(readlinkSync('/proc/self/ns/pid')));
  });
});
