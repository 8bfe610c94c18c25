import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import pg from 'pg';
import { startServices } from '../src/index.ts';
import { removeLeftovers } from '../src/supervisor/leftovers.ts';
import { hold } from './support/holder.ts';
import { ownFolder } from './support/own-folder.ts';
import {
  isRunning,
  isSupervisor,
  runFolders,
  supervised,
  untilAbandoned,
  untilNothingIsLeft,
} from './support/processes.ts';

async function answers(url: string | undefined): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.end();
  return true;
}

describe('the servers end with the process that started them', () => {
  for (const [way, signal] of [
    ['it is killed with kill -9', 'SIGKILL'],
    ['it is terminated', 'SIGTERM'],
  ] as const) {
    it(`when ${way}`, async () => {
      await using holder = await hold('postgres', 'redis', 'hold');
      assert.equal(runFolders().length, 2);
      process.kill(holder.pid, signal);
      await untilNothingIsLeft(holder.below);
    });
  }

  it('when Ctrl-C goes to its whole process group', async () => {
    await using holder = await hold('postgres', 'redis', 'hold');
    process.kill(-holder.pid, 'SIGINT');
    await untilNothingIsLeft(holder.below);
  });

  it('when it leaves by process.exit() without disposing', async () => {
    await using holder = await hold('postgres', 'redis', 'exit');
    await untilNothingIsLeft(holder.below);
  });

  it('when it finishes: servers do not keep it running', async () => {
    await using holder = await hold('postgres', 'redis', 'return');
    await untilNothingIsLeft(holder.below);
  });

  it('and not earlier, when it survives a Ctrl-C to its process group', async () => {
    await using holder = await hold('postgres', 'survive');
    process.kill(-holder.pid, 'SIGINT');
    // The holder answers each SIGINT that it survived, so this waits for the signal's arrival.
    await holder.nextLine();
    assert.equal(await answers(holder.urls[0]), true);
  });
});

describe('a supervisor that is killed with kill -9', () => {
  it('takes its server with it, because the parent sees to that', async () => {
    const lost: string[] = [];
    await using services = await startServices({
      postgres: true,
      redis: true,
      onProgress: (sentence) => void lost.push(sentence),
    });
    assert.ok(services.redis.url);
    const below = supervised(process.pid);
    const supervisors = below.filter(isSupervisor);
    assert.equal(supervisors.length, 2);
    for (const { pid } of supervisors) process.kill(pid, 'SIGKILL');
    await untilNothingIsLeft(below);
    assert.deepEqual(lost.toSorted(), [
      'PostgreSQL is gone: a server was stopped because its supervisor was killed',
      'Redis is gone: a server was stopped because its supervisor was killed',
    ]);
  });

  it('and whose parent was killed too, leaves servers that the next start ends', async () => {
    await using holder = await hold('postgres', 'redis', 'hold');
    // Stopped, the supervisors cannot react to the end of their parent.
    const supervisors = holder.below.filter(isSupervisor);
    for (const { pid } of supervisors) process.kill(pid, 'SIGSTOP');
    process.kill(holder.pid, 'SIGKILL');
    for (const { pid } of supervisors) process.kill(pid, 'SIGKILL');
    await holder.exited;
    await untilAbandoned();
    assert.equal(await answers(holder.urls[0]), true, 'the orphan still serves');
    assert.equal(runFolders().length, 2);

    await using services = await startServices({ postgres: true });
    assert.ok(services.postgres.url);
    assert.equal(holder.below.some(isRunning), false);
    assert.equal(runFolders().length, 1);
  });
});

describe('the sweep of another run', () => {
  it('leaves a run that is alive alone, even a stopped one', async () => {
    await using holder = await hold('postgres', 'hold');
    const supervisor = holder.below.find(isSupervisor);
    process.kill(supervisor?.pid as number, 'SIGSTOP');
    await removeLeftovers(ownFolder);
    assert.equal(runFolders().length, 1);
    assert.equal(await answers(holder.urls[0]), true);
    process.kill(supervisor?.pid as number, 'SIGCONT');
    process.kill(holder.pid, 'SIGKILL');
    await untilNothingIsLeft(holder.below);
  });
});
