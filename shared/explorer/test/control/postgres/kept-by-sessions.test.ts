import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import pg from 'pg';
import postgres from 'postgres';
import { controlPostgres, explore } from '../../../src/index.ts';
import { testDatabase } from '../../support/database.ts';

before(() => controlPostgres(postgres));

/** Sends statements over one session; rejects with what PostgreSQL says. */
type Session = (text: string, values?: string[]) => Promise<unknown>;

interface SkewSession {
  readonly send: Session;
  close(): Promise<unknown>;
}

describe('the usual level of transactions', () => {
  const database = testDatabase('usual_level');

  /** Each reads what the other one writes: under SERIALIZABLE, one of them fails. */
  async function skew(send: Session, reads: string, writes: string): Promise<string> {
    await send('begin');
    try {
      await send(`select n from ${reads} where id = 1`);
      await send(`update ${writes} set n = 1 where id = 1`);
      await send('commit');
      return 'done';
    } catch (error) {
      await send('rollback');
      return (error as { code: string }).code;
    }
  }

  const serializable = 'set session characteristics as transaction isolation level serializable';
  const prepared: Readonly<Record<string, (client: pg.Client) => Promise<unknown>>> = {
    'SET in a hook of the pool': (client) =>
      client.query('set default_transaction_isolation = serializable'),
    'SET SESSION CHARACTERISTICS': (client) => client.query(serializable),
    'set_config of a parameter': (client) =>
      client.query('select set_config($1, $2, false)', [
        'default_transaction_isolation',
        'serializable',
      ]),
  };
  const reset = async () => {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query(
      `drop table if exists t; drop table if exists u;
       create table t (id int primary key, n int); create table u (id int primary key, n int);
       insert into t values (1, 0); insert into u values (1, 0)`,
    );
    await client.end();
  };

  /** What a search without reduction finds as well, in fifty times as many runs. */
  const eitherFails = ['A: "40001"; B: "done"', 'A: "done"; B: "40001"', 'A: "done"; B: "done"'];

  for (const [name, prepare] of Object.entries(prepared))
    it(`is known when a new connection is given it: ${name}`, async () => {
      const client =
        (reads: string, writes: string) =>
        async ({ pool }: { pool: pg.Pool }) => {
          const connection = await pool.connect();
          try {
            return await skew((text, values) => connection.query(text, values), reads, writes);
          } finally {
            connection.release();
          }
        };
      const { outcomes } = await explore(
        {
          instance() {
            const pool = new pg.Pool({ connectionString: database.url });
            pool.on('connect', (one) => void prepare(one as pg.Client));
            return { pool, close: () => pool.end() };
          },
          sharesMemory: false,
          reset,
          clients: { A: client('t', 'u'), B: client('u', 't') },
          judge: () => undefined,
        },
        { postgresUrl: database.url },
      );
      assert.deepEqual(outcomes, eitherFails);
    });

  const drivers: Readonly<Record<string, () => Promise<SkewSession>>> = {
    pg: async () => {
      const client = new pg.Client({ connectionString: database.url });
      await client.connect();
      await client.query(serializable);
      return { send: (text) => client.query(text), close: () => client.end() };
    },
    'postgres.js': async () => {
      const sql = postgres(database.url, { max: 1, fetch_types: false });
      await sql.unsafe(serializable);
      return { send: (text) => sql.unsafe(text), close: () => sql.end() };
    },
  };
  for (const [name, instance] of Object.entries(drivers))
    for (const isMadeBefore of [false, true])
      it(`is known when ${name} was told it in the set-up${isMadeBefore ? ', before the search' : ''}`, async () => {
        const made = isMadeBefore ? [await instance(), await instance(), await instance()] : [];
        const sessions = [...made];
        const { outcomes } = await explore(
          {
            instance: async () => {
              const own = sessions.pop();
              return own ? { ...own, close: async () => {} } : await instance();
            },
            instances: 2,
            sharesMemory: false,
            reset,
            clients: {
              A: ({ send }: SkewSession) => skew(send, 't', 'u'),
              B: ({ send }: SkewSession) => skew(send, 'u', 't'),
            },
            judge: () => undefined,
          },
          { postgresUrl: database.url },
        );
        for (const session of made) await session.close();
        assert.deepEqual(outcomes, eitherFails);
      });

  it('is known when it is among the options of postgres.js', async () => {
    const client =
      (reads: string, writes: string) =>
      async ({ sql }: { sql: postgres.Sql }) => {
        try {
          await sql.begin(async (one) => {
            await one`select n from ${one(reads)} where id = 1`;
            await one`update ${one(writes)} set n = 1 where id = 1`;
          });
          return 'done';
        } catch (error) {
          return (error as { code: string }).code;
        }
      };
    const { outcomes } = await explore(
      {
        instance() {
          const connection = { default_transaction_isolation: 'serializable' as const };
          const sql = postgres(database.url, { max: 2, fetch_types: false, connection });
          return { sql, close: () => sql.end() };
        },
        sharesMemory: false,
        reset,
        clients: { A: client('t', 'u'), B: client('u', 't') },
        judge: () => undefined,
      },
      { postgresUrl: database.url },
    );
    assert.deepEqual(outcomes, eitherFails);
  });
});

describe('an advisory lock of a session', () => {
  const database = testDatabase('session_locks');

  it('does not go on into the next run, with the connection in its pool', async () => {
    const elect = async ({ pool }: { pool: pg.Pool }) =>
      (await pool.query('select pg_try_advisory_lock(9) as leads')).rows[0].leads as boolean;
    const { verdict, violations } = await explore(
      {
        instance() {
          const pool = new pg.Pool({ connectionString: database.url });
          return { pool, close: () => pool.end() };
        },
        instances: 2,
        sharesMemory: false,
        reset: () => {},
        clients: { A: elect, B: elect },
        judge: ({ answers }) => (answers.B ? 'B leads' : undefined),
      },
      { postgresUrl: database.url },
    );
    assert.deepEqual([verdict, violations], ['possible', ['B leads']]);
  });
});
