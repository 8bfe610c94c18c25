import assert from 'node:assert/strict';
import type { Duplex } from 'node:stream';
import { describe, it } from 'node:test';
import pg from 'pg';
import {
  ExplorationError,
  explore,
  parseSchedule,
  replay,
  type Scenario,
  yieldPoint,
} from '../../src/index.ts';
import { codeScenario } from '../support/code-scenario.ts';
import { exploreSql, replaySql, testDatabase } from '../support/database.ts';
import { Mutex } from '../support/mutex.ts';
import { Sessions } from '../support/sessions.ts';
import { rows } from '../support/sql-scenario.ts';
import { lock, read, set, take } from '../support/statements.ts';

describe('a client that waits inside the process', () => {
  const call = (text: string) => yieldPoint(text, async () => {});

  /** Reads, is interrupted, and writes: wrong unless something keeps the clients apart. */
  async function add(account: { balance: number }, amount: number): Promise<void> {
    const { balance } = account;
    await call(`add ${amount}`);
    account.balance = balance + amount;
  }

  const adding = (guard: (mutex: Mutex, work: () => Promise<void>) => Promise<void>) =>
    codeScenario({
      share: () => ({ balance: 0, mutex: new Mutex() }),
      clients: {
        A: (state) => guard(state.mutex, () => add(state, 1)),
        B: (state) => guard(state.mutex, () => add(state, 2)),
      },
      judge: ({ balance }, { ending }) => ({
        outcome: `${ending.kind} ${balance}`,
        ...(ending.kind === 'finished' && balance === 3 ? {} : { violation: `it is ${balance}` }),
      }),
    });

  it('is not let go, so that its lock prevents the race', async () => {
    const { verdict, outcomes, impossible } = await explore(
      adding((mutex, work) => mutex.run(work)),
    );
    assert.deepEqual([verdict, outcomes], ['prevented', ['finished 3']]);
    assert.ok(impossible > 0, 'some orders are ruled out by the lock');
  });

  it('would have lost an update without its lock', async () => {
    const { verdict, first } = await explore(adding((_, work) => work()));
    assert.equal(verdict, 'possible');
    assert.equal(first?.violation, 'it is 1');
  });

  it('is a finding, not a hang, when the lock is never given back', async () => {
    const { verdict, first } = await explore(
      codeScenario({
        share: () => new Mutex(),
        clients: {
          A: async (mutex) => {
            await mutex.acquire();
            await call('forget the lock');
          },
          B: async (mutex) => {
            await mutex.acquire();
            await call('never comes');
          },
        },
        judge: (_, { ending }) => ({
          outcome: ending.kind,
          ...(ending.kind === 'stuck' ? { violation: JSON.stringify(ending.waiting) } : {}),
        }),
      }),
    );
    assert.equal(verdict, 'possible');
    assert.equal(first?.violation, '[{"client":"B","for":[]}]');
  });
});

describe('a client that waits in the database', () => {
  const database = testDatabase('waiting');

  it('goes on when a transaction that has only read ends', async () => {
    const race = {
      ...rows(1),
      clients: {
        A: ['begin', read(1), 'commit'],
        B: ['alter table stock alter amount set default 1'],
      },
    };
    for (let i = 0; i < 5; i += 1) {
      const { turns } = await replaySql(database.url, race, 'AAABBA');
      assert.deepEqual(turns[4]?.waitsFor, ['A']);
      assert.deepEqual(
        turns[5]?.released.map(({ client }) => client),
        ['B'],
      );
    }
  });

  it('may have its lock before the client that gave it back has heard of that', async () => {
    await using sessions = new Sessions(database.url);
    const { schema, reset, look } = rows(1);
    let prepared = 0;
    const slowToHear: Scenario = {
      async prepare(options) {
        prepared += 1;
        const { A, B } = await sessions.open(['A', 'B'], options);
        const { stream } = (A as unknown as { connection: { stream: Duplex } }).connection;
        await options.as(0, () => A.query(`${schema}; ${reset}`));
        return {
          clients: [
            {
              name: 'A',
              instance: 0,
              label: 'gives its lock back',
              async run() {
                await A.query('begin');
                await A.query(set(1, 70));
                stream.pause();
                await A.query('commit');
              },
            },
            {
              name: 'B',
              instance: 1,
              label: 'waits for it',
              async run() {
                await B.query(take(1, 1));
                stream.resume();
              },
            },
          ],
          judge: async () => ({ outcome: JSON.stringify((await B.query(look)).rows) }),
        };
      },
    };
    const options = { postgresUrl: database.url };
    const { outcome, turns } = await replay(slowToHear, parseSchedule('AAABBA'), options);
    assert.deepEqual([outcome, turns[5]?.released.length], ['[{"id":1,"amount":69}]', 1]);
    assert.equal(prepared, 1, 'nothing was left to chance, so the run need not be repeated');
  });

  it('does not wait for the explorer itself', async () => {
    const times = 20;
    const holds = ['begin', 'lock table stock in row exclusive mode', 'commit'];
    const race = {
      ...rows(1),
      clients: {
        A: Array.from({ length: times }, () => holds).flat(),
        B: Array.from({ length: times }, () => 'reindex table concurrently stock'),
      },
    };
    const { ending } = await replaySql(database.url, race, `AB${'AABA'.repeat(times)}`);
    assert.equal(ending.kind, 'finished');
  });

  it('can be cancelled by another one', async () => {
    const cancel = `select pg_cancel_backend(pid) from pg_locks
                    where not granted and locktype = 'transactionid'`;
    const race = {
      ...rows(1),
      clients: { A: ['begin', set(1, 70), 'commit'], B: [take(1, 1)], C: [cancel] },
    };
    for (let i = 0; i < 10; i += 1) {
      const { turns } = await replaySql(database.url, race, 'ABCAABCA');
      assert.deepEqual(
        turns[6]?.released.map(({ client, reply }) => [client, reply.error?.code]),
        [['B', '57014']],
      );
    }
  });

  it('may wait for a snapshot that is safe to be read, too', async () => {
    const begin = 'begin isolation level serializable';
    const race = {
      ...rows(1),
      clients: { A: [begin, set(1, 70), 'commit'], B: [`${begin} read only deferrable`, read(1)] },
    };
    const { turns } = await replaySql(database.url, race, 'ABAABBA');
    assert.deepEqual([turns[5]?.outcome, turns[5]?.waitsFor], ['waiting', ['A']]);
    assert.deepEqual(
      turns[6]?.released.map(({ client }) => client),
      ['B'],
    );
  });

  it('is stuck when the lock is never given back', async () => {
    const race = { ...rows(1), clients: { A: ['begin', lock(1)], B: [take(1, 1)] } };
    const { outcomes, first } = await exploreSql(database.url, race);
    assert.equal(outcomes.includes('stuck'), true);
    assert.deepEqual(first?.ending, {
      kind: 'stuck',
      waiting: [{ client: 'B', for: ['A'], operation: take(1, 1) }],
    });
  });

  it('is stuck when it waits for another connection of its own', async () => {
    await using sessions = new Sessions(database.url);
    const { outcomes } = await explore(
      codeScenario({
        share: (options) => sessions.open(['A', 'B'], options),
        clients: {
          A: async ({ A, B }) => {
            await A.query('select pg_advisory_lock(1)');
            await B.query('select pg_advisory_lock(1)');
          },
        },
        judge: (_, { ending }) => ({ outcome: JSON.stringify(ending) }),
      }),
      { postgresUrl: database.url },
    );
    assert.deepEqual(outcomes, [
      '{"kind":"stuck","waiting":[{"client":"A","for":["A"],"operation":"select pg_advisory_lock(1)"}]}',
    ]);
  });

  it('leaves nothing locked to the run after it', async () => {
    const stuck = { ...rows(1), clients: { A: ['begin', lock(1)], B: [take(1, 1)] } };
    const [once, again] = [
      await exploreSql(database.url, stuck),
      await exploreSql(database.url, stuck),
    ];
    assert.deepEqual([again.run, again.outcomes], [once.run, once.outcomes]);
  });

  it('is ended with its run, and no other session is', async () => {
    const bystander = new pg.Client({ connectionString: database.url });
    await bystander.connect();
    try {
      const stuck = { ...rows(1), clients: { A: ['begin', lock(1)], B: [take(1, 1)] } };
      await exploreSql(database.url, stuck);
      assert.equal((await bystander.query('select 1')).rowCount, 1);
    } finally {
      await bystander.end();
    }
  });

  it('is not a verdict but an ExplorationError when a foreign session holds the lock', async () => {
    await using sessions = new Sessions(database.url);
    const stranger = new pg.Client({ connectionString: database.url });
    await stranger.connect();
    try {
      await stranger.query(`${rows(1).schema}; ${rows(1).reset}`);
      await stranger.query(`begin; ${lock(1)}`);
      const scenario = codeScenario({
        share: (options) => sessions.open(['A'], options),
        clients: { A: ({ A }) => A.query(set(1, 1)) },
      });
      await assert.rejects(explore(scenario, { postgresUrl: database.url }), (error) => {
        assert.ok(error instanceof ExplorationError);
        assert.match(
          error.message,
          /^client A is blocked by session \d+, which does not belong to any client:/,
        );
        return true;
      });
    } finally {
      await stranger.end();
    }
  });
});
