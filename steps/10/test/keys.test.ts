import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { type EntityManager, MikroORM } from '@mikro-orm/postgresql';
import type { KeyedAccounts, RequestKey } from '@workbook/domain';
import { createDatabase, startServices } from '@workbook/services';
import { createAccounts, createSchema } from '../src/accounts.ts';

/** What waits for longer than this waits without end. */
const timeout = 30_000;

/** A key, as a client sends it, and how often its answer was one that was given before. */
const keyOf = (text: string): RequestKey & { replays: number } => ({
  text,
  replays: 0,
  replayed() {
    this.replays += 1;
  },
});

/** What the lesson says of a request whose first one does not come to its end. */
describe('a key that another session holds', () => {
  const stack = new AsyncDisposableStack();
  let em: EntityManager | undefined;
  let accounts: KeyedAccounts | undefined;

  before(async () => {
    const services = stack.use(await startServices({ postgres: true }));
    const url = await createDatabase(services.postgres.url, 'keys');
    const resources = {
      screen: async () => {},
      postgres: { url, poolSize: 2, lockTimeoutMs: 100 },
      redis: { url: '' },
      dataFolder: '',
    };
    await createSchema(resources);
    accounts = stack.use(await createAccounts(resources)) as unknown as KeyedAccounts;
    await accounts.open('ann', 100, keyOf('open'));
    const orm = await MikroORM.init({
      clientUrl: url,
      entities: [],
      discovery: { warnWhenNoEntities: false },
    });
    stack.defer(() => orm.close());
    em = orm.em.fork();
  });
  afterEach(async () => {
    if (em?.isInTransaction()) await em.rollback();
  });
  after(() => stack.disposeAsync());

  /** Claims the key as a first request does, and does not come to its end. */
  async function hold(key: string): Promise<void> {
    await em?.begin();
    await em?.execute(
      "insert into request (key, asked, expires_at) values (?, '', now() + interval '1 day')",
      [key],
    );
  }

  it('is waited for no longer than a bound, and then said to be in use', { timeout }, async () => {
    await hold('k');
    await assert.rejects(async () => accounts?.withdraw(1, 30, keyOf('k')), {
      name: 'DomainError',
      code: 'key_in_use',
    });
    assert.equal((await accounts?.find(1))?.balance, 100);
  });

  it('is free again when that session ends without a commit', { timeout }, async () => {
    await hold('free');
    await em?.rollback();
    const key = keyOf('free');
    assert.equal((await accounts?.deposit(1, 5, key))?.balance, 105);
    assert.equal((await accounts?.deposit(1, 5, key))?.balance, 105);
    assert.equal(key.replays, 1);
  });
});

/** What the lesson says of asking the database itself. */
describe('pg_xact_status', () => {
  const stack = new AsyncDisposableStack();
  after(() => stack.disposeAsync());

  it('tells whether a transaction has committed, by a number that was known before', {
    timeout,
  }, async () => {
    const services = stack.use(await startServices({ postgres: true }));
    const orm = await MikroORM.init({
      clientUrl: await createDatabase(services.postgres.url, 'status'),
      entities: [],
      discovery: { warnWhenNoEntities: false },
    });
    stack.defer(() => orm.close());
    const [one, other] = [orm.em.fork(), orm.em.fork()];
    const numberOf = async () => {
      const [row] = await one.execute('select pg_current_xact_id()::text as number');
      return row?.number as string;
    };
    const statusOf = async (number: string) => {
      const [row] = await other.execute('select pg_xact_status(?::xid8) as status', [number]);
      return row?.status as string;
    };
    await one.begin();
    const first = await numberOf();
    assert.equal(await statusOf(first), 'in progress');
    await one.commit();
    assert.equal(await statusOf(first), 'committed');
    await one.begin();
    const second = await numberOf();
    await one.rollback();
    assert.equal(await statusOf(second), 'aborted');
  });
});
