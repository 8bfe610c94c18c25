import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type CourseStep, findRace, loadCourse, type Race } from '@workbook/course';
import { createDatabase, type Services, startServices } from '@workbook/services';
import pg from 'pg';
import { judge } from '../../src/judging/judge.ts';
import { JudgePool } from '../../src/workers/judge-pool.ts';
import { KeptConnections } from '../../src/world/kept-connections.ts';

const course = await loadCourse();
const step = course.find(({ number }) => number === '06') as CourseStep;
const race = findRace(course, 'lost-update') as Race;

describe("the judge's own connections", () => {
  let services: Services;
  let postgresUrl: string;
  before(async () => {
    services = await startServices({ postgres: true });
    postgresUrl = await createDatabase(services.postgres?.url ?? '', `kept_${process.pid}`);
  });
  after(() => services[Symbol.asyncDispose]());

  /** How many sessions of each name there are, when no more than `most` are left. */
  async function sessions(most: number): Promise<readonly string[]> {
    const client = new pg.Client({ connectionString: postgresUrl });
    await client.connect();
    for (;;) {
      const { rows } = await client.query<{ name: string }>(
        `select pid || ' ' || application_name as name from pg_stat_activity
         where datname = current_database() and pid <> pg_backend_pid()
           and backend_type = 'client backend' order by application_name, pid`,
      );
      if (rows.length > most) continue;
      await client.end();
      return rows.map(({ name }) => name);
    }
  }

  it('are the same in the next race, with the same verdict and counts', async () => {
    const urls = { postgresUrl };
    const alone = (await judge(race, step.file, urls, { stateless: true })).exploration;
    assert.deepEqual(await sessions(0), []);
    await using kept = new KeptConnections();
    const found: unknown[] = [];
    const open: unknown[] = [];
    for (let i = 0; i < 2; i += 1) {
      found.push(
        (await judge(race, step.file, { ...urls, kept }, { stateless: true })).exploration,
      );
      open.push(await sessions(2));
    }
    assert.deepEqual(found, [alone, alone]);
    assert.deepEqual([...kept.triedParts].sort(), ['deposit 200', 'withdraw 200']);
    assert.deepEqual(open[1], open[0]);
    assert.match((open[0] as string[]).join(), /^\d+ explorer,\d+ workbook reset$/);
    await kept[Symbol.asyncDispose]();
    assert.deepEqual(await sessions(0), []);
  });

  it('bring along what races begin with, where nothing is kept in memory', async () => {
    await using kept = new KeptConnections();
    const urls = { postgresUrl, kept };
    await judge(race, step.file, urls, { stateless: false });
    assert.equal(kept.beginnings.size, 0);
    await judge(race, step.file, urls, { stateless: true });
    assert.equal(kept.beginnings.size, 1);
  });

  it('are those of one file at a time: a server does not have any number of them', async () => {
    await using pool = new JudgePool(services, { size: 1 });
    const client = new pg.Client({ connectionString: postgresUrl });
    await client.connect();
    const databases = async () => {
      const { rows } = await client.query<{ count: number }>(
        `select count(distinct datname)::int as count from pg_stat_activity
         where application_name in ('explorer', 'workbook reset')`,
      );
      return rows[0]?.count;
    };
    const judgeAt = async (number: string) => {
      const { file } = course.find((one) => one.number === number) as CourseStep;
      await pool.judge({ race: race.id, step: number, file, options: { stopAtFirst: true } });
    };
    for (const number of ['06', '05', '06']) {
      await judgeAt(number);
      // A session that was closed ends by itself, a moment later.
      for (let looks = 0; looks < 1000 && (await databases()) !== 1; looks += 1);
      assert.equal(await databases(), 1);
    }
    await client.end();
  });
});
