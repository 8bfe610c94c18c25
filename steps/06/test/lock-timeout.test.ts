import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { type EntityManager, MikroORM } from '@mikro-orm/postgresql';
import type { OpenAccounts } from '@workbook/domain';
import { createApp, listen } from '@workbook/http';
import { createDatabase, startServices } from '@workbook/services';
import { createAccounts, createSchema } from '../src/accounts.ts';

/** A request that has no answer after this long counts as hanging. */
const timeout = 30_000;

describe('a row that another session has locked', () => {
  const stack = new AsyncDisposableStack();
  let accounts: OpenAccounts;
  let holder: EntityManager;
  let url: string;

  before(async () => {
    const services = stack.use(await startServices({ postgres: true }));
    const postgres = {
      url: await createDatabase(services.postgres.url, 'lock_timeout'),
      poolSize: 4,
      lockTimeoutMs: 50,
    };
    const resources = { screen: async () => {}, postgres, redis: { url: '' }, dataFolder: '' };
    await createSchema(resources);
    accounts = stack.use(await createAccounts(resources));
    const orm = await MikroORM.init({
      clientUrl: postgres.url,
      entities: [],
      discovery: { warnWhenNoEntities: false },
    });
    stack.defer(() => orm.close());
    holder = orm.em.fork();
    const listening = await listen(createApp(accounts), { port: 0 });
    stack.defer(() => listening.close());
    url = listening.url;
  });
  after(() => stack.disposeAsync());
  // A test that fails must not leave the row locked, or nothing here would ever finish.
  afterEach(async () => {
    if (holder.isInTransaction()) await holder.rollback();
  });

  it('is answered 503 with Retry-After, and not waited for without end', { timeout }, async () => {
    const { id } = await accounts.open('ann', 100);
    await holder.begin();
    await holder.execute('select * from account where id = ? for update', [id]);

    const refused = await send(`/accounts/${id}/withdrawals`, { amount: 30 });
    assert.equal(refused.status, 503);
    assert.ok(refused.headers.has('retry-after'));
    assert.equal(((await refused.json()) as { code: string }).code, 'unavailable');

    const other = await accounts.open('bob', 100);
    const transfer = await send('/transfers', { from: other.id, to: id, amount: 30 });
    assert.equal(transfer.status, 503);

    await holder.rollback();
    assert.deepEqual(await accounts.list(), [
      { id, owner: 'ann', balance: 100 },
      { id: other.id, owner: 'bob', balance: 100 },
    ]);
    assert.equal((await send(`/accounts/${id}/withdrawals`, { amount: 30 })).status, 200);
  });

  it('can be read all the time', { timeout }, async () => {
    const { id } = await accounts.open('cid', 100);
    await holder.begin();
    await holder.execute('select * from account where id = ? for update', [id]);
    assert.equal((await accounts.find(id)).balance, 100);
  });

  function send(path: string, body: object): Promise<Response> {
    return fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  }
});
