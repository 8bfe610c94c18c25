import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import type { ServiceSource, Services } from '@workbook/services';
import type { Report } from '../../src/judging/judge.ts';
import { type Job, JobFailed } from '../../src/workers/job.ts';
import { type Judge, JudgePool, type PoolOptions } from '../../src/workers/judge-pool.ts';
import type { Answer, JudgeSettings } from '../../src/workers/judge-process.ts';

/** Stands for a process: it answers when the test says so. */
class FakeJudge implements Judge {
  readonly settings: JudgeSettings;
  readonly files: string[] = [];
  usable = true;
  ended = false;
  readonly #onEnd: () => void;
  #answer = Promise.withResolvers<Answer>();

  constructor(settings: JudgeSettings, onEnd: () => void) {
    this.settings = settings;
    this.#onEnd = onEnd;
  }

  ask({ file }: Job): Promise<Answer> {
    this.files.push(file);
    this.#answer = Promise.withResolvers();
    return this.#answer.promise;
  }

  answer(answer: Answer = { kind: 'judged', report: {} as Report }): void {
    this.#answer.resolve(answer);
  }

  fail(): void {
    this.#answer.reject(new JobFailed('endless', 'it hangs'));
  }

  async end(): Promise<void> {
    if (this.ended) return;
    this.ended = true;
    this.usable = false;
    this.#onEnd();
  }
}

/** A pool, the fakes that it has started, and a way to give it a job. */
function poolOf(
  size: number,
  services: Partial<Services> = {},
  options: Omit<PoolOptions, 'size'> = {},
) {
  const started: FakeJudge[] = [];
  const all = { ...services, [Symbol.asyncDispose]: async () => {} };
  const start = (settings: JudgeSettings, onEnd: () => void) => {
    const judge = new FakeJudge(settings, onEnd);
    started.push(judge);
    return judge;
  };
  const pool = new JudgePool(
    all,
    { size, ...options },
    { start, compileCache: Promise.resolve('') },
  );
  const judge = async (file: string, signal?: AbortSignal) => {
    const report = pool.judge({ race: 'any', step: '01', file, options: {} }, undefined, signal);
    report.catch(() => {});
    await settled();
    return { report };
  };
  return { pool, started, judge };
}

/** Resolves when all that can go on without an answer has gone on: nothing here waits for I/O. */
const settled = () => setImmediate();

const filesOf = (started: readonly FakeJudge[]) => started.map(({ files }) => files.join(' '));

const settingsOf = ([first]: readonly FakeJudge[]) => (first as FakeJudge).settings;

describe('a pool of judges for a debugger', () => {
  it('sets no limit to the time that code takes, and passes the address on', async () => {
    const addresses: string[] = [];
    const onDebugger = (address: string) => addresses.push(address);
    const { started, judge } = poolOf(1, {}, { onDebugger });
    await judge('a');
    const { workplace, onDebugger: told } = settingsOf(started);
    assert.ok(workplace.inspects);
    assert.equal(workplace.hangTimeoutCpuMs, Number.MAX_SAFE_INTEGER);
    told?.('ws://here');
    assert.deepEqual(addresses, ['ws://here']);
  });

  it('is another one than usual', async () => {
    const { started, judge } = poolOf(1);
    await judge('a');
    const { workplace } = settingsOf(started);
    assert.equal(workplace.inspects, false);
    assert.ok(workplace.hangTimeoutCpuMs <= 2000);
  });
});

describe('the queue of a pool of judges', () => {
  it('starts as many processes as are needed, and no more than it may', async () => {
    const { started, judge } = poolOf(2);
    assert.equal(started.length, 0);
    await judge('a');
    assert.deepEqual(filesOf(started), ['a']);
    await judge('b');
    await judge('c');
    assert.deepEqual(filesOf(started), ['a', 'b']);
  });

  it('gives the job that has waited longest to the process that is idle first', async () => {
    const { started, judge } = poolOf(2);
    for (const file of ['a', 'b', 'c', 'd']) await judge(file);
    started[1]?.answer();
    await settled();
    assert.deepEqual(filesOf(started), ['a', 'b c']);
    started[0]?.answer();
    await settled();
    assert.deepEqual(filesOf(started), ['a d', 'b c']);
  });

  it('replaces a process that cannot go on, on the Redis database that it has left', async () => {
    const redis = server('redis://localhost/0', 'embedded');
    const { started, judge } = poolOf(2, { redis });
    await judge('a');
    await judge('b');
    await judge('c');
    if (started[0]) started[0].usable = false;
    started[0]?.answer();
    await settled();
    assert.deepEqual(filesOf(started), ['a', 'b', 'c']);
    assert.ok(started[0]?.ended);
    assert.deepEqual(
      started.map(({ settings }) => new URL(settings.workplace.redis).pathname),
      ['/0', '/1', '/0'],
    );
    assert.equal(new Set(started.map(({ settings }) => settings.workplace.name)).size, 3);
  });

  it('gives no job to an idle process that has ended', async () => {
    const { started, judge } = poolOf(1);
    await judge('a');
    started[0]?.answer();
    await settled();
    await started[0]?.end();
    await judge('b');
    assert.deepEqual(filesOf(started), ['a', 'b']);
  });

  it('keeps a process whose job has failed, when it can go on', async () => {
    const { started, judge } = poolOf(1);
    const { report } = await judge('a');
    started[0]?.fail();
    await assert.rejects(report, /it hangs/);
    await judge('b');
    assert.deepEqual(filesOf(started), ['a b']);
  });

  it('asks no process when the verdict is not wanted any more', async () => {
    const { started, judge } = poolOf(1);
    const { report } = await judge('a', AbortSignal.abort());
    await assert.rejects(report, (error) => error instanceof JobFailed && error.kind === 'stopped');
    await judge('b');
    assert.deepEqual(filesOf(started), ['b']);
  });

  it('refuses the answer to another question', async () => {
    const { started, judge } = poolOf(1);
    const { report } = await judge('a');
    started[0]?.answer({ kind: 'warmed' });
    await assert.rejects(report, /the worker answered with warmed/);
  });

  it('ends all processes at its end, and the jobs that wait', async () => {
    const { pool, started, judge } = poolOf(1);
    await judge('a');
    const waiting = [await judge('b'), await judge('c')];
    await pool[Symbol.asyncDispose]();
    for (const { report } of waiting) await assert.rejects(report, /the judges have been stopped/);
    assert.ok(started[0]?.ended);
  });

  for (const [source, ours] of [
    ['embedded', true],
    ['distribution', true],
    ['containers', true],
    ['url', false],
    ['parent', false],
  ] as const) {
    it(`says that a Redis from "${source}" is ${ours ? '' : 'not '}this run's own`, async () => {
      const { started, judge } = poolOf(1, { redis: server('redis://localhost/0', source) });
      await judge('a');
      assert.equal(started[0]?.settings.workplace.redisIsOurs, ours);
    });
  }
});

function server(url: string, source: ServiceSource) {
  return { url, source, version: '1' };
}
