import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { type EntityManager, IsolationLevel, MikroORM } from '@mikro-orm/postgresql';
import { createDatabase, startServices } from '@workbook/services';

/** What waits for longer than this waits without end. */
const timeout = 30_000;

const plans = {
  'Seq Scan': 'set local enable_indexscan = off; set local enable_bitmapscan = off',
  'Index Scan': 'set local enable_seqscan = off; set local enable_bitmapscan = off',
};

/** What the lesson says of one query that PostgreSQL runs by two plans. */
describe('a query by two plans', () => {
  const stack = new AsyncDisposableStack();
  let [holder, one, other]: readonly EntityManager[] = [];

  before(async () => {
    const services = stack.use(await startServices({ postgres: true }));
    const orm = await MikroORM.init({
      clientUrl: await createDatabase(services.postgres.url, 'plans'),
      entities: [],
      discovery: { warnWhenNoEntities: false },
    });
    stack.defer(() => orm.close());
    [holder, one, other] = [orm.em.fork(), orm.em.fork(), orm.em.fork()];
    await holder.execute(`
      create table account (id int primary key, owner text, balance int);
      create index on account (owner, id desc);
    `);
  });
  beforeEach(async () => {
    await holder?.execute(`
      truncate account;
      insert into account values (1, 'ann', 100), (2, 'ann', 100), (3, 'bob', 100);
    `);
  });
  afterEach(async () => {
    for (const em of [holder, one, other]) if (em?.isInTransaction()) await em.rollback();
  });
  after(() => stack.disposeAsync());

  /** Begins a transaction in which this query is run by this plan. */
  async function beginBy(
    em: EntityManager | undefined,
    plan: keyof typeof plans,
    query: string,
    isolationLevel = IsolationLevel.READ_COMMITTED,
  ): Promise<EntityManager> {
    assert.ok(em);
    await em.begin({ isolationLevel });
    await em.execute(plans[plan]);
    const lines = await em.execute<{ 'QUERY PLAN': string }[]>(`explain (costs off) ${query}`);
    assert.match(lines.map((line) => line['QUERY PLAN']).join('\n'), new RegExp(plan));
    return em;
  }

  async function untilWaiting(clients: number): Promise<void> {
    for (let waiting = 0; waiting < clients; ) {
      const rows = await holder?.execute<{ pid: number }[]>(
        'select distinct pid from pg_locks where not granted',
      );
      waiting = rows?.length ?? clients;
    }
  }

  /** Both lock Ann's accounts by this query while the second of them is kept: how the two end. */
  async function bothLock(query: string): Promise<readonly string[]> {
    const byIndex = await beginBy(one, 'Index Scan', query);
    const byTable = await beginBy(other, 'Seq Scan', query);
    await holder?.begin();
    await holder?.execute('select from account where id = 2 for update');
    const ends = [];
    for (const em of [byIndex, byTable]) {
      ends.push(
        em.execute(query).then(
          async () => {
            await em.commit();
            return 'done';
          },
          async (error: { code: string }) => {
            await em.rollback();
            return error.code;
          },
        ),
      );
      await untilWaiting(ends.length);
    }
    await holder?.commit();
    return (await Promise.all(ends)).sort();
  }

  const locking = "select id from account where owner = 'ann'";

  it('deadlocks with itself when it locks without an order', { timeout }, async () => {
    assert.deepEqual(await bothLock(`${locking} for update`), ['40P01', 'done']);
  });

  it('does not when it says the order', { timeout }, async () => {
    assert.deepEqual(await bothLock(`${locking} order by id for update`), ['done', 'done']);
  });

  /** Ann's and Bob's accounts are each read and changed by a SERIALIZABLE transaction: how the two end. */
  async function bothChange(plan: keyof typeof plans): Promise<readonly string[]> {
    const query = (owner: string) => `select balance from account where owner = '${owner}'`;
    const level = IsolationLevel.SERIALIZABLE;
    const clients = [
      { owner: 'ann', em: await beginBy(one, plan, query('ann'), level) },
      { owner: 'bob', em: await beginBy(other, plan, query('bob'), level) },
    ];
    for (const { em, owner } of clients) await em.execute(query(owner));
    const ends = [];
    for (const { em, owner } of clients) {
      try {
        await em.execute(`update account set balance = balance - 10 where owner = '${owner}'`);
        await em.commit();
        ends.push('done');
      } catch (error) {
        ends.push((error as { code: string }).code);
      }
    }
    return ends;
  }

  it('leaves other rows alone at SERIALIZABLE when it has an index', { timeout }, async () => {
    assert.deepEqual(await bothChange('Index Scan'), ['done', 'done']);
  });

  it('fails a change of another row when it reads the whole table', { timeout }, async () => {
    assert.deepEqual(await bothChange('Seq Scan'), ['done', '40001']);
  });
});
