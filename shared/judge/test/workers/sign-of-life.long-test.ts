import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { type BreakableService, startBreakable } from '@workbook/services';
import { JobFailed } from '../../src/workers/job.ts';
import { JudgePool } from '../../src/workers/judge-pool.ts';
import { silentServer } from '../../src/workers/sign-of-life.ts';

const inRedis = join(import.meta.dirname, '../fixtures/in-redis.ts');
const inPostgres = join(import.meta.dirname, '../../../../steps/06/src/accounts.ts');

const urls = { postgres: '', redis: '' };

for (const [kind, name] of [
  ['postgres', 'PostgreSQL'],
  ['redis', 'Redis'],
] as const)
  describe(`a sign of life of ${name}`, () => {
    const words = new RegExp(
      `^the ${name} server at 127\\.0\\.0\\.1:\\d+ does not answer any more`,
    );

    it('is there as long as the server answers, and not when it is gone', async () => {
      await using service = await startBreakable(kind);
      const place = { ...urls, [kind]: service.info.url };
      assert.equal(await silentServer(place), undefined);
      await service.halt();
      assert.match((await silentServer(place)) ?? '', words);
    });

    it('is asked for before code is accused of what a halted server has done', async () => {
      await using service = await startBreakable(kind);
      await assert.rejects(judgedWhileItHalts(service, kind), (error) => {
        assert.ok(error instanceof JobFailed);
        assert.equal(error.kind, 'broken');
        assert.match(error.message, words);
        assert.match(error.message, /nothing can be said of the code$/);
        return true;
      });
    });
  });

it('says that a frozen server does not answer', async () => {
  await using service = await startBreakable('redis');
  await service.freeze();
  assert.match((await silentServer({ ...urls, redis: service.info.url })) ?? '', /30 s went by/);
});

async function judgedWhileItHalts(service: BreakableService, kind: 'postgres' | 'redis') {
  const { info } = service;
  const none = { [Symbol.asyncDispose]: async () => {} };
  await using pool = new JudgePool({ ...none, [kind]: info }, { size: 1, hangTimeoutMs: 8000 });
  const file = kind === 'redis' ? inRedis : inPostgres;
  const race = 'lost-update-two-instances';
  let halted: Promise<void> | undefined;
  // Without its reduction the search goes on long enough to be struck in the middle.
  return await pool.judge(
    { race, step: '06', file, options: { reduction: 'none', stopAtFirst: false } },
    () => {
      halted ??= service.halt();
    },
  );
}
