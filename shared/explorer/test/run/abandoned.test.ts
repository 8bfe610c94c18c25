import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { describe, it } from 'node:test';
import { setImmediate as loopTurn } from 'node:timers/promises';
import { promisify } from 'node:util';
import { runInThisContext } from 'node:vm';
import pg from 'pg';
import {
  controlPostgres,
  type ExplorationError,
  explore,
  type RunRecord,
  yieldPoint,
} from '../../src/index.ts';
import { codeScenario } from '../support/code-scenario.ts';
import { testDatabase } from '../support/database.ts';

controlPostgres();

const notFinished = ({ ending }: RunRecord) => ({
  outcome: ending.kind,
  ...(ending.kind === 'finished' ? {} : { violation: ending.kind }),
});

describe('a run that has come to no end', () => {
  const database = testDatabase('abandoned');

  /** A transaction that needs a second connection, for two clients and a pool of two. */
  const needsTwo = async (pool: pg.Pool) => {
    const connection = await pool.connect();
    try {
      await connection.query('begin');
      await connection.query('select 1');
      await pool.query('select 2');
      await connection.query('commit');
    } finally {
      connection.release();
    }
  };

  it('leaves nothing to the next one: a pool has all its connections again', async () => {
    const pool = new pg.Pool({ connectionString: database.url, max: 2 });
    const { verdict, first, outcomes } = await explore(
      codeScenario({
        share: () => pool,
        clients: { A: needsTwo, B: needsTwo },
        judge: (_, run) => notFinished(run),
      }),
      { postgresUrl: database.url },
    );
    assert.deepEqual([verdict, outcomes], ['possible', ['finished', 'stuck']]);
    assert.equal(first?.schedule.length, 6, 'both have begun, and want another connection');
    await pool.end();
  });

  it('gives a judge that asks by the same pool its answer', async () => {
    const pool = new pg.Pool({ connectionString: database.url, max: 2 });
    const { outcomes } = await explore(
      {
        prepare: async () => ({
          clients: ['A', 'B'].map((name) => ({
            name,
            instance: 0,
            label: 'order',
            run: () => needsTwo(pool),
          })),
          judge: async (run) => {
            await pool.query('select 3');
            return notFinished(run);
          },
        }),
      },
      { postgresUrl: database.url, scenarioTimeoutMs: 20_000 },
    );
    assert.deepEqual(outcomes, ['finished', 'stuck']);
    await pool.end();
  });

  it('does not end the process when its connections are dropped, and the pool has no listener', async () => {
    const pool = new pg.Pool({ connectionString: database.url });
    let runs = 0;
    const twice = async () => {
      runs += 1;
      await pool.query('select 1');
      await pool.query(`select 2 as run_${runs}`);
      await pool.query('select 3');
    };
    const scenario = codeScenario({ share: () => pool, clients: { A: twice, B: twice } });
    const options = { postgresUrl: database.url, reduction: 'none' } as const;
    await assert.rejects(explore(scenario, options), (error) => {
      assert.match(
        (error as ExplorationError).message,
        /was "select 2 as run_\d+" in an earlier run/,
      );
      return true;
    });
    await pool.end();
  });

  it('does nothing more: what its code still asks for is refused', async () => {
    const effects: string[] = [];
    const refused: string[] = [];
    let never = () => {};
    const { outcomes } = await explore(
      codeScenario({
        share: () => undefined,
        clients: {
          A: async () => {
            await new Promise<void>((resolve) => {
              never = resolve;
            });
            const act = yieldPoint('act', async () => effects.push('late'));
            await act.catch((error: Error) => refused.push(error.name));
          },
        },
        judge: (_, { ending }) => {
          never();
          return { outcome: ending.kind };
        },
      }),
    );
    await loopTurn();
    await loopTurn();
    assert.deepEqual([outcomes, effects], [['stuck'], []]);
    assert.deepEqual(new Set(refused), new Set(['RunIsOver']));
  });

  it('ends no process by an error of this that is handled nowhere, as any other does', async () => {
    const module = new URL('../../src/control/run-is-over.ts', import.meta.url);
    const code = `
      import { forgiveLateErrors, RunIsOver } from '${module.href}';
      forgiveLateErrors();
      Promise.reject(new Error('late', { cause: new RunIsOver() }));
      setTimeout(() => Promise.reject(new Error('in earnest')), 20);`;
    const node = promisify(execFile)(process.execPath, ['--input-type=module', '--eval', code]);
    await assert.rejects(node, (error) => {
      const { stderr } = error as unknown as { stderr: string };
      assert.match(stderr, /in earnest/);
      assert.doesNotMatch(stderr, /late/);
      return true;
    });
  });

  it('cannot keep the process busy by trying again and again', async () => {
    let tries = 0;
    let never = () => {};
    await explore(
      codeScenario({
        share: () => undefined,
        clients: {
          A: async () => {
            await new Promise<void>((resolve) => {
              never = resolve;
            });
            for (;;) {
              tries += 1;
              await yieldPoint('act', async () => {}).catch(() => {});
            }
          },
        },
        judge: () => {
          never();
          return { outcome: 'judged' };
        },
      }),
    );
    let before = -1;
    while (before !== tries) {
      before = tries;
      await loopTurn();
      await loopTurn();
    }
    assert.ok(tries > 100, `${tries} tries`);
  });
});

describe('a scenario that waits for ever', () => {
  for (const name of ['prepare', 'judge'] as const)
    it(`is an ExplorationError that names its ${name}`, async () => {
      const never = () => new Promise<never>(() => {});
      const client = { name: 'A', instance: 0, label: 'nothing', run: async () => {} };
      const scenario = {
        prepare: name === 'prepare' ? never : async () => ({ clients: [client], judge: never }),
      };
      await assert.rejects(explore(scenario, { scenarioTimeoutMs: 20 }), {
        name: 'ExplorationError',
        message: `${name} of the scenario has not come to an end within 0.02 s: what does it wait for?`,
      });
    });
});

describe('what is drawn by lot', () => {
  const database = testDatabase('drawn');
  const draws: Readonly<Record<string, string>> = {
    'by the server': 'select gen_random_uuid() as drawn',
    'by the clock of the server': 'select clock_timestamp()::text as drawn',
    'with the number of its transaction': 'select txid_current()::text as drawn',
  };

  for (const [who, draw] of Object.entries(draws))
    it(`is the same in every run, but for its name: ${who}`, async () => {
      const pool = new pg.Pool({ connectionString: database.url });
      const use = async () => {
        const { rows } = await pool.query(draw);
        await pool.query('select $1::text', [rows[0].drawn]);
        await pool.query('select 1');
      };
      const { verdict, possible } = await explore(
        codeScenario({
          share: () => pool,
          clients: { A: use, B: use },
          judge: (_, { turns }) => ({
            outcome: turns
              .map(({ text }) => text)
              .sort()
              .join(),
          }),
        }),
        { postgresUrl: database.url, reduction: 'none' },
      );
      assert.deepEqual([verdict, possible], ['prevented', 70]);
      await pool.end();
    });

  it('does not matter where a library prepares each connection that it opens', async () => {
    const pool = new pg.Pool({ connectionString: database.url });
    pool.on('connect', (connection) => void connection.query('set application_name = shop'));
    const ask: (connection: pg.PoolClient, text: string) => Promise<unknown> = runInThisContext(
      '(connection, text) => connection.query(text)',
      { filename: '/node_modules/a-library/index.js' },
    );
    const prepared = new WeakSet<object>();
    const use = async () => {
      const connection = await pool.connect();
      try {
        if (!prepared.has(connection)) {
          await connection.query('select version()');
          await connection.query("set client_min_messages = warning; set time zone 'UTC'");
          await ask(connection, "select oid, typarray from pg_type where typname = 'hstore'");
          prepared.add(connection);
        }
        await connection.query('select 1');
        await connection.query('set time zone utc');
      } finally {
        connection.release();
      }
    };
    const { verdict, possible, first } = await explore(
      codeScenario({
        share: () => pool,
        clients: { A: use, B: use },
        judge: (_, { turns }) => ({ outcome: `${turns.length} turns` }),
      }),
      { postgresUrl: database.url, reduction: 'none' },
    );
    assert.deepEqual([verdict, possible, first], ['prevented', 20, undefined]);
    await pool.end();
  });

  it('is no part of the chance of a client that is the first to open a connection', async () => {
    const drawn = new Set<string>();
    for (const warm of [false, true]) {
      const pool = new pg.Pool({ connectionString: database.url });
      if (warm) await pool.query('select 1');
      const { outcomes } = await explore(
        codeScenario({
          share: () => pool,
          clients: {
            A: async () => {
              await pool.query('select 1');
              return Math.random();
            },
          },
        }),
        { postgresUrl: database.url },
      );
      drawn.add(outcomes.join());
      await pool.end();
    }
    assert.equal(drawn.size, 1);
  });
});
