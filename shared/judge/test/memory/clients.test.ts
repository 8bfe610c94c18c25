import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { classes, closures, reasonIn } from './attempt.ts';

const accepted = async (source: string) => assert.equal(await reasonIn(source), undefined);

describe('the connections of the pool', () => {
  const second = /a second connection that is asked for while one is held$/;

  it('are taken one at a time', async () => {
    await accepted(classes({ inRequest: 'await this.find(id);' }));
    await accepted(closures({ inRequest: "await pool.query('select 1');" }));
    assert.match(
      (await reasonIn(classes({ inTransaction: 'await this.find(id);' }))) ?? '',
      second,
    );
    assert.match(
      (await reasonIn(closures({ inTransaction: "await pool.query('select 1');" }))) ?? '',
      second,
    );
    assert.match(
      (await reasonIn(closures({ inTransaction: 'await found(pool, id);' }))) ?? '',
      second,
    );
  });

  it('are taken by an entity manager of the code around a transaction, too', async () => {
    const nested = (used: string) =>
      `return this.#query(async (outer) => outer.transactional(async (em) => rowOf(${used}, id)));`;
    await accepted(classes({ inRequest: nested('em') }));
    assert.match((await reasonIn(classes({ inRequest: nested('outer') }))) ?? '', second);
  });

  it('are given back whatever happens', async () => {
    const held = (end: string, begin = 'select 1') => `
      async list() {
        const client = await pool.connect();
        try { await client.query('${begin}'); } ${end}
      },`;
    await accepted(closures({ inClass: held('finally { client.release(); }') }));
    const ended = (last: string) =>
      `try { await client.query('commit'); } ${last} finally { client.release(); }`;
    await accepted(
      closures({
        inClass: held(`finally { ${ended("catch { await client.query('rollback'); }")} }`, 'begin'),
      }),
    );
    for (const last of [
      '',
      "catch (error) { if (error instanceof Error) await client.query('rollback'); }",
    ])
      assert.match(
        (await reasonIn(closures({ inClass: held(`finally { ${ended(last)} }`, 'begin') }))) ?? '',
        /a transaction that is not ended whatever happens$/,
      );
    for (const end of [
      'catch { return; } client.release();',
      'finally { if (columns) client.release(); }',
      'catch { client.release(); }',
    ])
      assert.match(
        (await reasonIn(closures({ inClass: held(end) }))) ?? '',
        /a connection that is not given back whatever happens$/,
      );
  });

  it('are waited for one after the other', async () => {
    await accepted(
      classes({
        inRequest: 'const one = await this.find(id); const two = [await this.find(one.id)];',
      }),
    );
    for (const inRequest of [
      'await Promise.all([this.find(id), this.find(amount)]);',
      'const one = this.find(id); await one;',
      'await Promise.all([id, amount].map((one) => this.find(one)));',
      'await [id, amount].map((one) => this.find(one));',
      'await [id, amount].forEach(async (one) => { await this.find(one); });',
      'await new Promise<void>((resolve) => { resolve(); return this.find(id); });',
    ])
      assert.match((await reasonIn(classes({ inRequest }))) ?? '', /is not waited for/);
  });
});

describe('a statement', () => {
  const sent = (text: string) => closures({ inRequest: `await pool.query(${text});` });
  const held = (text: string) => closures({ inTransaction: `await client.query(${text});` });

  it('leaves nothing with its session', async () => {
    await accepted(sent("'select pg_try_advisory_xact_lock($1)', [id]"));
    await accepted(held("'set local lock_timeout = 5'"));
    for (const text of [
      'select pg_advisory_lock(1)',
      'select pg_try_advisory_lock(1)',
      "select set_config(''a'', ''b'', false)",
      'set lock_timeout = 5',
      'listen changes',
      'prepare one as select 1',
      'create temp table one (id int)',
      'declare one cursor with hold for select 1',
      'select 1; set lock_timeout = 5',
      'create function one() returns int as $$ select 1 $$ language sql',
      "select currval(''account_id_seq'')",
      '/* select */ listen changes',
      'do $$ begin end $$',
    ])
      assert.match(
        (await reasonIn(held(`'${text.replaceAll("''", '"')}'`))) ?? '',
        /SQL|several/,
        text,
      );
  });

  it('begins no transaction that the pool would keep', async () => {
    await accepted(held("'savepoint one'"));
    assert.match((await reasonIn(sent("'begin'"))) ?? '', /SQL that begins with "begin"/);
  });

  it('has a text that is known', async () => {
    const atLoad = "const order = 'order by id'; const most = 3;";
    const text = '`select 1 ${id > 1 ? order : ""} limit ${most}`';
    await accepted(closures({ atLoad, inRequest: `await pool.query(${text});` }));
    await accepted(closures({ inRequest: 'await pool.query("select $1", [String(id)]);' }));
    for (const unknown of [
      '`select ${String(id)}`',
      "'select pg_adv' + String(id)",
      "['select', '1'].join(' ')",
    ])
      assert.match(
        (await reasonIn(sent(unknown))) ?? '',
        /SQL that is put together from more than known texts$/,
      );
    assert.match(
      (await reasonIn(sent("'select pg_adv' + 'isory_lock(1)'"))) ?? '',
      /pg_advisory_lock$/,
    );
  });
});

describe('Redis', () => {
  const imports = "import { createClient } from 'redis';";
  const withRedis = (inRequest: string, options = '') =>
    closures({
      imports,
      atStart: `const redis = createClient({ url: postgres.url${options} }); await redis.connect();`,
      inRequest,
    });

  it('is asked for data, and for nothing that stays with the connection', async () => {
    await accepted(
      withRedis(
        "await redis.set('a', 'b', { NX: true }); await redis.eval('return 1', { keys: ['a'] });",
      ),
    );
    for (const command of [
      "watch('a')",
      "subscribe('a', () => {})",
      "blPop('a', 0)",
      'multi()',
      'duplicate()',
    ])
      assert.match(
        (await reasonIn(withRedis(`await redis.${command};`))) ?? '',
        /the call of \w+ on the client of Redis$/,
      );
  });

  it('has no cache of its own', async () => {
    await accepted(withRedis('', ', disableOfflineQueue: true, socket: { connectTimeout: 5 }'));
    assert.match(
      (await reasonIn(withRedis('', ', clientSideCache: { ttl: 1 }'))) ?? '',
      /the option clientSideCache/,
    );
  });
});
