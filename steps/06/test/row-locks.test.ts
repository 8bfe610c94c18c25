import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { type EntityManager, MikroORM } from '@mikro-orm/postgresql';
import { createDatabase, startServices } from '@workbook/services';

/** What waits for longer than this waits without end. */
const timeout = 30_000;

/** What the lesson says of PostgreSQL's row locks, beside what the step's own code does. */
describe('a row lock of PostgreSQL', () => {
  const stack = new AsyncDisposableStack();
  let holder: EntityManager;
  let other: EntityManager;

  before(async () => {
    const services = stack.use(await startServices({ postgres: true }));
    const orm = await MikroORM.init({
      clientUrl: await createDatabase(services.postgres.url, 'row_locks'),
      entities: [],
      discovery: { warnWhenNoEntities: false },
    });
    stack.defer(() => orm.close());
    [holder, other] = [orm.em.fork(), orm.em.fork()];
    await holder.execute(`
      create table account (id int primary key, balance int);
      create table booking (account int references account (id));
      insert into account values (1, 100), (2, 10);
    `);
  });
  after(() => stack.disposeAsync());
  afterEach(async () => {
    for (const em of [other, holder]) if (em.isInTransaction()) await em.rollback();
  });

  const lock = async (strength: string) => {
    await holder.begin();
    await holder.execute(`select * from account where id = 1 for ${strength}`);
  };
  const book = async () => {
    await other.begin();
    await other.execute("set local lock_timeout = '50ms'");
    await other.execute('insert into booking values (1)');
  };

  it('for update keeps inserts out that refer to the row', { timeout }, async () => {
    await lock('update');
    await assert.rejects(book(), { code: '55P03' });
  });

  it('for no key update does not', { timeout }, async () => {
    await lock('no key update');
    await book();
  });

  it('is no key update when a balance is updated', { timeout }, async () => {
    await holder.begin();
    await holder.execute('update account set balance = 90 where id = 1');
    await book();
  });

  it('is given to a row that still fits, and no other is looked for', { timeout }, async () => {
    await holder.begin();
    await holder.execute('update account set balance = 110 - balance');
    await other.begin();
    const rich = other.execute<object[]>('select id from account where balance >= 30 for update');
    while (!(await someWait())) assert.ok(holder.isInTransaction());
    await holder.commit();
    // Now account 1 holds 10, and account 2 holds 100.
    assert.deepEqual(await rich, []);
    assert.deepEqual(await other.execute('select id from account where balance >= 30'), [
      { id: 2 },
    ]);
  });

  async function someWait(): Promise<boolean> {
    const [{ waiting }] = await holder.execute<[{ waiting: boolean }]>(
      'select exists (select from pg_locks where not granted) as waiting',
    );
    return waiting;
  }
});
