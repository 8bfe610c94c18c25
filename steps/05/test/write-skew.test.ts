import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { IsolationLevel, MikroORM } from '@mikro-orm/postgresql';
import { createDatabase, startServices } from '@workbook/services';

/** Ann's two accounts together may not fall below zero, and two withdrawals of 150 come at once. */
describe('write skew', () => {
  const stack = new AsyncDisposableStack();
  let orm: MikroORM;

  before(async () => {
    const services = stack.use(await startServices({ postgres: true }));
    orm = await MikroORM.init({
      clientUrl: await createDatabase(services.postgres.url, 'write_skew'),
      entities: [],
      discovery: { warnWhenNoEntities: false },
    });
    stack.defer(() => orm.close());
    await orm.em.fork().execute('create table account (id int primary key, balance int)');
  });
  after(() => stack.disposeAsync());

  /** Both read both accounts before one of them writes. What the two commits come to, and the sum. */
  async function together(
    isolationLevel: IsolationLevel,
  ): Promise<[codes: unknown[], sum: number]> {
    const sumOf = async (em = orm.em.fork()) => {
      const [{ sum }] = await em.execute<[{ sum: string }]>('select sum(balance) from account');
      return Number(sum);
    };
    await orm.em.fork().execute('truncate account; insert into account values (1, 100), (2, 100)');
    const clients = [1, 2].map((id) => ({ id, em: orm.em.fork() }));
    for (const { em } of clients) {
      await em.begin({ isolationLevel });
      assert.ok((await sumOf(em)) >= 150);
    }
    const codes: unknown[] = [];
    for (const { id, em } of clients) {
      try {
        await em.execute('update account set balance = balance - 150 where id = ?', [id]);
        await em.commit();
        codes.push('done');
      } catch (error) {
        codes.push((error as { code?: string }).code);
        if (em.isInTransaction()) await em.rollback();
      }
    }
    return [codes, await sumOf()];
  }

  it('can happen at REPEATABLE READ', async () => {
    const found = await together(IsolationLevel.REPEATABLE_READ);
    assert.deepEqual(found, [['done', 'done'], -100]);
  });

  it('cannot happen at SERIALIZABLE: the second is refused', async () => {
    const found = await together(IsolationLevel.SERIALIZABLE);
    assert.deepEqual(found, [['done', '40001'], 50]);
  });
});
