import assert from 'node:assert/strict';
import { it } from 'node:test';
import { findRace, loadCourse } from '@workbook/course';
import { parseSchedule } from '@workbook/explorer';
import pg from 'pg';
import { lookAtRace } from '../src/judging/look-at-race.ts';
import { testJudges } from '../src/testing/index.ts';

const judges = testJudges('03');

it('a database that lets the role make no extension shows nothing, and the run goes on', async () => {
  const { services } = await judges();
  const course = await loadCourse();
  const step = course.find(({ number }) => number === '03');
  const race = findRace(course, 'lost-update');
  assert.ok(step && race && services.postgres);
  const url = new URL(services.postgres.url);
  const owner = new pg.Client({ connectionString: url.href });
  await owner.connect();
  const name = `lookless_${process.pid}`;
  await owner.query(`create role ${name} login password 'none'`);
  await owner.query(`create database ${name}`);
  try {
    url.pathname = `/${name}`;
    const inside = new pg.Client({ connectionString: url.href });
    await inside.connect();
    await inside.query(`grant all on schema public to ${name}; grant pg_monitor to ${name}`);
    await inside.end();
    url.username = name;
    url.password = 'none';
    const urls = { postgresUrl: url.href };
    const schedule = parseSchedule('AA');
    const { stored, turns } = await lookAtRace(race, step.file, urls, schedule, { looks: true });
    assert.equal(stored, undefined);
    assert.equal(turns.length, 2);
  } finally {
    await owner.query(`drop database ${name} with (force)`);
    await owner.query(`drop role ${name}`);
    await owner.end();
  }
});
