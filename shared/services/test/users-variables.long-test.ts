import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import pg from 'pg';
import { startBreakable, startServices } from '../src/index.ts';
import './support/own-folder.ts';

/** What a user has set for programs that use another database. */
const ofOtherPrograms = {
  PGOPTIONS: '-c default_transaction_isolation=serializable',
  PGSSLMODE: 'require',
  PGAPPNAME: 'another',
  PGCLIENT_ENCODING: 'LATIN1',
  PGREPLICATION: 'database',
  PGSERVICE: 'another',
  MIKRO_ORM_DB_NAME: 'another',
  NODE_PG_FORCE_NATIVE: '1',
};

afterEach(() => {
  for (const name of Object.keys(process.env))
    if (/^(PG|MIKRO_ORM_|NODE_PG)|^DATABASE_URL$/.test(name)) delete process.env[name];
});

/** Connects as a step does, and asks what its sessions begin with. */
async function isolationAt(connectionString: string): Promise<unknown> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    const { rows } = await client.query('SHOW default_transaction_isolation');
    return rows[0].default_transaction_isolation;
  } finally {
    await client.end();
  }
}

describe("the variables of the user's other programs", () => {
  for (const [what, start] of [
    ['a server', async () => (await startServices({ postgres: true })).postgres.url],
    ['a server to be broken', async () => (await startBreakable('postgres')).info.url],
  ] as const)
    it(`do not reach ${what} of the workbook`, async () => {
      Object.assign(process.env, ofOtherPrograms);
      assert.equal(await isolationAt(await start()), 'read committed');
      const left = Object.keys(process.env).filter((name) => name in ofOtherPrograms);
      assert.deepEqual(left, [], 'the processes that this one starts would have them, too');
    });

  it('still say how to log in to the server that DATABASE_URL names, and nothing more', async () => {
    await using own = await startServices({ postgres: true });
    const url = new URL(own.postgres.url);
    Object.assign(process.env, ofOtherPrograms, { PGPASSWORD: url.password, PGSSLMODE: 'disable' });
    url.password = '';
    process.env.DATABASE_URL = url.href;
    await using named = await startServices({ postgres: true });
    assert.equal(await isolationAt(named.postgres.url), 'read committed');
  });
});
