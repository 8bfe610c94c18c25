import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { controlledSessions } from '../../src/control/postgres/controlled-session.ts';
import { parseSchedule, replay, type Scenario } from '../../src/index.ts';
import { exploreSql, replaySql, testDatabase } from '../support/database.ts';
import { rows, SqlScenario } from '../support/sql-scenario.ts';
import { lock, set, take } from '../support/statements.ts';
import { show } from '../support/touched-by.ts';

/** Chance would show in one of many times; WORKBOOK_REPEATS asks for more of them. */
const repeats = Number(process.env.WORKBOOK_REPEATS ?? 5);

const crossed = {
  ...rows(2),
  clients: {
    A: ['begin', set(1, 1), set(2, 2), 'commit'],
    B: ['begin', set(2, 3), set(1, 4), 'commit'],
  },
};

describe('a deadlock', () => {
  const database = testDatabase('deadlock');

  it('leaves it open which rows a lock has taken that was given when a victim gave way', async () => {
    const all = 'select * from stock where amount = 100 for update';
    const clients = {
      A: ['begin', lock(1), all, 'rollback'],
      B: ['begin', lock(2), all, 'rollback'],
    };
    const { turns } = await replaySql(database.url, { ...rows(2), clients }, 'AAABBBBAb');
    assert.equal(turns[7]?.deadlock?.victim, 'B');
    const touched = turns.map(({ footprint }) => show(footprint));
    assert.match(touched[2] ?? '', /^lock stock id=1, /);
    assert.match(touched[7] ?? '', /^lock stock amount=100, /);
    assert.match(
      touched.at(turns.findLastIndex(({ client }) => client === 'A')) ?? '',
      /release stock amount=100(,|$)/,
    );
  });

  it('is explored with each member as its victim', async () => {
    const { outcomes } = await exploreSql(database.url, crossed);
    const died = (client: string) =>
      outcomes.some((text) => text.includes(`${client}: BEGIN, UPDATE 1, 40P01`));
    assert.deepEqual([died('A'), died('B')], [true, true]);
  });

  it('kills the client that closes it, unless the schedule names another', async () => {
    const natural = await replaySql(database.url, crossed, 'AAABBBABAB');
    assert.match(
      natural.outcome,
      /^A: BEGIN, UPDATE 1, UPDATE 1, COMMIT; B: BEGIN, UPDATE 1, 40P01, /,
    );
    const named = await replaySql(database.url, crossed, 'AAABBBABaAB');
    assert.match(
      named.outcome,
      /^A: BEGIN, UPDATE 1, 40P01, .*; B: BEGIN, UPDATE 1, UPDATE 1, COMMIT/,
    );
  });

  it('is left to the sessions themselves, if that is asked for', async () => {
    const ask = 'show deadlock_timeout';
    const { A, B } = crossed.clients;
    const race = {
      ...crossed,
      clients: {
        A: [ask, "set deadlock_timeout = '200ms'", ...A],
        B: [ask, "set deadlock_timeout = '100s'", ...B],
      },
    };
    await using scenario = await SqlScenario.open(database.url, race);
    const options = { postgresUrl: database.url, leaveToServer: true };
    const { turns } = await replay(scenario, parseSchedule('ABABABABABBA'), options);
    const asked = turns.filter(({ text }) => text === ask);
    assert.deepEqual(
      asked.map(({ reply }) => reply?.rows),
      [[['1s']], [['1s']]],
    );
    const closing = turns.find(({ circle }) => circle);
    assert.deepEqual([closing?.circle, closing?.deadlock?.victim], [['A', 'B'], 'A']);
  });

  // In both, C waits all the time, so that any other client may be the one that closes a circle.
  const queued = {
    ...rows(3),
    clients: {
      A: ['begin', set(1, 1), 'rollback', 'begin', set(3, 2), set(2, 3), 'commit'],
      B: ['begin', set(2, 4), set(3, 6), 'commit'],
      C: [set(2, 9)],
    },
  };
  const closedByA = 'AAABBBCCAAABAAB';

  it('is found again after a rollback, which takes back how soon a session looks for it', async () => {
    const { turns } = await replaySql(database.url, queued, closedByA);
    assert.deepEqual(turns[12]?.deadlock, { victim: 'A', members: ['A', 'B', 'C'] });
  });

  it('is run again when a session that waited before it looks only now', async (test) => {
    await using scenario = await SqlScenario.open(database.url, queued);
    let victim: string | undefined = 'A';
    let attempts = 0;
    // Where B has looked before there is a circle, A breaks it at once: then B was not slow enough.
    for (let lateMs = 60; victim === 'A' && attempts < 2; lateMs *= 2) {
      attempts = 0;
      const slowAtFirst: Scenario = {
        async prepare(options) {
          const prepared = await scenario.prepare(options);
          attempts += 1;
          if (attempts > 1) return prepared;
          for (const [i, session] of controlledSessions().entries()) {
            const isB = prepared.clients[i]?.name === 'B';
            const set = session.setDeadlockTimeout.bind(session);
            test.mock.method(session, 'setDeadlockTimeout', (ms: number) =>
              set(ms !== 1 ? ms : isB ? lateMs : 2 * lateMs),
            );
          }
          return prepared;
        },
      };
      const { turns } = await replay(slowAtFirst, parseSchedule(closedByA), {
        postgresUrl: database.url,
      });
      victim = turns[12]?.deadlock?.victim;
    }
    assert.equal(victim, 'A');
  });

  it('names its victim and its members', async () => {
    const { turns } = await replaySql(database.url, crossed, 'AAABBBABaAB');
    assert.deepEqual(turns[7]?.deadlock, { victim: 'A', members: ['A', 'B'] });
  });

  it('may leave another one behind, whose victim is the same each time', async () => {
    // B stands behind C for the row that A has changed. When C is gone, A and B wait for each other.
    const race = {
      ...rows(3),
      clients: {
        A: ['begin', set(1, 1), set(2, 2), 'commit'],
        B: ['begin', set(2, 3), set(1, 4), 'commit'],
        C: ['begin', set(3, 5), set(1, 6), 'commit'],
      },
    };
    const cancelled = (outcome: string) =>
      ['A', 'B', 'C'].filter((name) => new RegExp(`${name}: [^;→]*40P01`).test(outcome)).join('');
    for (const [schedule, victim, all] of [
      ['AAABBBACCCCBcABC', 'C', 'BC'],
      ['AAABBBACCCCBaCAB', 'A', 'A'],
      ['AAABBBACCCCBABC', 'B', 'B'],
    ] as const)
      for (let i = 0; i < repeats; i += 1) {
        const { turns, outcome } = await replaySql(database.url, race, schedule);
        assert.deepEqual(turns[11]?.deadlock, { victim, members: ['A', 'B', 'C'] });
        assert.equal(cancelled(outcome), all, outcome);
      }
  });

  it('may be followed by another one, whose victim has waited since the first', async () => {
    const race = {
      ...rows(2),
      clients: {
        A: ['begin', lock(1), 'savepoint s', lock(2), 'rollback to s', lock(2), 'commit'],
        B: ['begin', lock(2), lock(1), 'commit'],
      },
    };
    for (let i = 0; i < repeats; i += 1) {
      const { turns } = await replaySql(database.url, race, 'AAAABBBABaAAbAB');
      assert.deepEqual(
        turns.flatMap(({ deadlock }) => deadlock?.victim ?? []),
        ['A', 'B'],
      );
    }
  });

  it('is found where one statement holds a lock and waits for another', async () => {
    const race = {
      ...rows(2),
      clients: {
        A: ['begin', set(2, 1), set(1, 2), 'commit'],
        B: ['update stock set amount = amount - 1'],
      },
    };
    const { outcomes } = await exploreSql(database.url, race);
    assert.equal(
      outcomes.some((text) => text.includes('B: 40P01')),
      true,
      outcomes.join('\n'),
    );
    assert.equal(
      outcomes.some((text) => text.includes('A: BEGIN, UPDATE 1, 40P01')),
      true,
      outcomes.join('\n'),
    );
  });

  it('is counted alike each time', async () => {
    const found = [];
    for (let i = 0; i < repeats; i += 1) {
      const { run, possible, impossible } = await exploreSql(database.url, crossed);
      found.push(`${run} ${possible} ${impossible}`);
    }
    assert.deepEqual([...new Set(found)], ['12 232 100']);
  });
});

describe('three clients in a queue', () => {
  const database = testDatabase('queue');

  it('are counted alike each time, whichever one PostgreSQL would let in first', async () => {
    // The length of a client's work depends on its turn: a CHECK that fails leaves nothing to do.
    const work = (amount: number) => ['begin', take(1, amount), 'commit'];
    const race = { ...rows(1), clients: { A: work(30), B: work(50), C: work(40) } };
    const found = new Set<string>();
    for (let i = 0; i < repeats; i += 1) {
      const { run, distinct, possible, impossible } = await exploreSql(database.url, race);
      found.add(JSON.stringify({ run, distinct, possible, impossible }));
    }
    assert.equal(found.size, 1, [...found].join('\n'));
  });
});
