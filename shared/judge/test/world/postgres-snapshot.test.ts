import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { createDatabase, type Services, startServices } from '@workbook/services';
import pg from 'pg';
import { DatabaseSnapshot } from '../../src/world/postgres-snapshot.ts';

describe('what is stored in a database', () => {
  const stack = new AsyncDisposableStack();
  let client: pg.Client;
  let snapshot: DatabaseSnapshot;
  before(async () => {
    const services: Services = stack.use(await startServices({ postgres: true }));
    const url = await createDatabase(services.postgres?.url ?? '', `snapshot_${process.pid}`);
    client = new pg.Client({ connectionString: url });
    await client.connect();
    stack.defer(() => client.end());
    await client.query('create table account (id serial primary key, balance int)');
    await client.query('create table request (key text)');
    snapshot = stack.use(await DatabaseSnapshot.open(url));
  });
  after(() => stack.disposeAsync());
  beforeEach(async () => {
    await snapshot.clear();
    await client.query('insert into account (balance) values (100), (50)');
    await snapshot.record();
  });

  it('is the same when it was brought back, in whatever order the rows lie', async () => {
    const recorded = await snapshot.content();
    await client.query('update account set balance = balance + 1 where id = 1');
    await client.query('update account set balance = balance - 1 where id = 1');
    assert.equal(await snapshot.content(), recorded);
    await client.query("insert into request values ('k')");
    await snapshot.restore();
    assert.equal(await snapshot.content(), recorded);
  });

  it('is brought back as it was at an earlier time, from then on', async () => {
    const earlier = await snapshot.record();
    const before = await snapshot.content();
    await snapshot.clear();
    await client.query('insert into account (balance) values (7)');
    await snapshot.record();
    await snapshot.restore(earlier);
    assert.equal(await snapshot.content(), before);
    await client.query('delete from account');
    await snapshot.restore();
    assert.equal(await snapshot.content(), before);
  });

  it('cannot be brought back as it was before there was another table, or sequence', async () => {
    const earlier = await snapshot.record();
    for (const what of ['table', 'sequence']) {
      assert.equal(await snapshot.hasNamesOf(earlier), true);
      await client.query(`create ${what} another${what === 'table' ? ' ()' : ''}`);
      assert.equal(await snapshot.hasNamesOf(earlier), false);
      await client.query(`drop ${what} another`);
    }
  });

  it('is nothing when it was cleared, with its sequences where they begin', async () => {
    await snapshot.clear();
    const { rows } = await client.query('insert into account (balance) values (1) returning id');
    assert.deepEqual(rows, [{ id: 1 }]);
    const { rows: all } = await client.query('select balance from account');
    assert.deepEqual(all, [{ balance: 1 }]);
  });

  for (const [what, text] of [
    ['a row of any table', "insert into request values ('k')"],
    ['a value', 'update account set balance = 99 where id = 1'],
    ['where a sequence stands', "select nextval('account_id_seq')"],
    ['a lock', 'select pg_advisory_lock(1)'],
    [
      'an open transaction that has read a row to change it',
      'begin; select * from account for update',
    ],
  ] as const)
    it(`is another one by ${what}`, async () => {
      const recorded = await snapshot.content();
      await client.query(text);
      const changed = await snapshot.content();
      await client.query('rollback; select pg_advisory_unlock_all()');
      assert.notEqual(changed, recorded);
    });
});
