import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { type BreakableService, startBreakable } from '@workbook/services';
import pg from 'pg';
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
      await assert.rejects(
        judgedWhile(service, kind, () => service.halt()),
        (error) => {
          assert.ok(error instanceof JobFailed);
          assert.equal(error.kind, 'broken');
          assert.match(error.message, words);
          assert.match(error.message, /nothing can be said of the code$/);
          return true;
        },
      );
    });
  });

it('says that a server has cut the connections, where it answers again', async () => {
  await using service = await startBreakable('postgres');
  const cut = async () => {
    const client = new pg.Client({ connectionString: service.info.url });
    await client.connect();
    await client.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname like 'workbook%'`,
    );
    await client.end();
  };
  // In PostgreSQL's words, or in those of the driver, whichever comes first.
  await assert.rejects(judgedWhile(service, 'postgres', cut), {
    name: 'JobFailed',
    kind: 'broken',
    message:
      /^a server has cut a connection while it was at work \((?:terminating connection due to administrator command|Connection terminated unexpectedly|Client has encountered a connection error and is not queryable)\): see that it runs, and try again; nothing can be said of the code$/,
  });
});

it('says that a frozen server does not answer', async () => {
  await using service = await startBreakable('redis');
  await service.freeze();
  assert.match((await silentServer({ ...urls, redis: service.info.url })) ?? '', /30 s went by/);
});

async function judgedWhile(
  service: BreakableService,
  kind: 'postgres' | 'redis',
  strike: () => Promise<void>,
) {
  const { info } = service;
  const none = { [Symbol.asyncDispose]: async () => {} };
  await using pool = new JudgePool({ ...none, [kind]: info }, { size: 1, hangTimeoutMs: 8000 });
  const file = kind === 'redis' ? inRedis : inPostgres;
  const race = 'lost-update-two-instances';
  let struck: Promise<void> | undefined;
  // Without its reduction the search goes on long enough to be struck in the middle.
  return await pool.judge(
    { race, step: '06', file, options: { reduction: 'none', stopAtFirst: false } },
    () => {
      struck ??= strike();
    },
  );
}
