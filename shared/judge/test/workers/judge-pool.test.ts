import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { type CourseStep, loadCourse } from '@workbook/course';
import { JobFailed } from '../../src/workers/job.ts';
import { JudgePool } from '../../src/workers/judge-pool.ts';

const neverLoads = join(import.meta.dirname, '../fixtures/never-loads.ts');

const none = { [Symbol.asyncDispose]: async () => {} };

/** The processes that this one has started, and that still run. */
function children(): number[] {
  const ids = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim().split(' ');
  return ids.map(Number).filter((id) => id > 0 && !isZombie(id));
}

const isZombie = (id: number) => /\) Z /.test(readFileSync(`/proc/${id}/stat`, 'utf8'));

async function childSince(before: readonly number[]): Promise<number> {
  for (;;) {
    const [child] = children().filter((id) => !before.includes(id));
    if (child) return child;
    await setImmediate();
  }
}

/** Returns when the process has ended, before this one has been told of it. */
function kill(id: number): void {
  process.kill(id, 'SIGKILL');
  while (!isZombie(id));
}

const hangTimeoutMs = 1000;

describe('a pool of judges', () => {
  it('does not mistake the time without work for silence', async () => {
    const [step] = (await loadCourse()) as [CourseStep];
    const job = { race: 'two-openings', step: step.number, file: step.file, options: {} };
    await using pool = new JudgePool(none, { size: 1, hangTimeoutMs });
    await using others = new JudgePool(none, { size: 1 });
    await pool.judge(job);
    // Others have work for longer than a judge may be silent.
    for (const startMs = performance.now(); performance.now() - startMs < 1.5 * hangTimeoutMs; )
      await others.judge(job);
    const { exploration } = await pool.judge(job);
    assert.equal(exploration.verdict, 'prevented');
  });

  it('can stop a judge that has just ended', async () => {
    const [step] = (await loadCourse()) as [CourseStep];
    const race = { race: 'two-openings', step: step.number, options: {} };
    await using pool = new JudgePool(none, { size: 1 });
    const stop = new AbortController();
    const before = children();
    const stopped = assert.rejects(
      pool.judge({ ...race, file: neverLoads }, undefined, stop.signal),
      (error) => error instanceof JobFailed && error.kind === 'stopped',
    );
    kill(await childSince(before));
    stop.abort();
    await stopped;
    assert.equal((await pool.judge({ ...race, file: step.file })).exploration.verdict, 'prevented');
  });

  it('goes on with another judge when an idle one has ended', async () => {
    const [step] = (await loadCourse()) as [CourseStep];
    const job = { race: 'two-openings', step: step.number, file: step.file, options: {} };
    await using pool = new JudgePool(none, { size: 1 });
    const before = children();
    await pool.judge(job);
    const idle = await childSince(before);
    kill(idle);
    while (existsSync(`/proc/${idle}`)) await setImmediate();
    assert.equal((await pool.judge(job)).exploration.verdict, 'prevented');
  });

  it('gives the place of a judge that was given up to those who wait', async () => {
    const [step] = (await loadCourse()) as [CourseStep];
    const race = { race: 'two-openings', step: step.number, options: {} };
    await using pool = new JudgePool(none, { size: 1, hangTimeoutMs });
    const waiting = pool.judge({ ...race, file: neverLoads });
    const next = pool.judge({ ...race, file: step.file });
    await assert.rejects(
      waiting,
      (error) => error instanceof JobFailed && error.kind === 'cannot-load',
    );
    assert.equal((await next).exploration.verdict, 'prevented');
  });
});
