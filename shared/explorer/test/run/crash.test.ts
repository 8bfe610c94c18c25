import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseSchedule, replay } from '../../src/index.ts';
import { exploreSql, replaySql, testDatabase } from '../support/database.ts';
import { inOneInstance } from '../support/one-instance.ts';
import { rows, type SqlRace, SqlScenario } from '../support/sql-scenario.ts';
import { lock, take } from '../support/statements.ts';

describe('a crash', () => {
  const database = testDatabase('crash');
  const race = {
    ...rows(1),
    clients: { A: ['begin', lock(1), take(1, 60), 'commit'], B: [take(1, 10)] },
  };

  it('frees the locks of its instance, and the clients that waited go on', async () => {
    const { turns, outcome } = await replaySql(database.url, race, 'AAABBA-');
    assert.deepEqual(
      turns.at(-1)?.released.map(({ client }) => client),
      ['B'],
    );
    assert.equal(outcome, 'A: crashed; B: UPDATE 1 → [[1,90]]');
  });

  it('comes before PostgreSQL ends a wait for what the instance holds', async () => {
    const limited = {
      ...race,
      clients: { ...race.clients, B: ["set lock_timeout = '5s'", ...race.clients.B] },
    };
    const { turns, outcome } = await replaySql(database.url, limited, 'AAABBBA+');
    assert.deepEqual(
      turns.at(-1)?.released.map(({ client }) => client),
      ['B'],
    );
    assert.equal(outcome, 'A: crashed; B: SET, UPDATE 1 → [[1,90]]');
  });

  it('of a client that waits itself does not wait for the end that PostgreSQL sets to that', async () => {
    const both = {
      ...race,
      clients: {
        A: ["set lock_timeout = '5s'", take(1, 60)],
        B: ['begin', take(1, 10)],
      },
    };
    const { turns, outcome } = await replaySql(database.url, both, 'BBBAAA+');
    assert.equal(turns.at(-1)?.reply, undefined);
    assert.equal(outcome, 'A: crashed; B: BEGIN, UPDATE 1 → [[1,100]]');
  });

  it('before an operation leaves it undone', async () => {
    const { outcome } = await replaySql(database.url, race, 'AAAAA-BB');
    assert.equal(outcome, 'A: crashed; B: UPDATE 1 → [[1,90]]');
  });

  it('after an operation leaves it done, its reply lost', async () => {
    const { outcome } = await replaySql(database.url, race, 'AAAAA+BB');
    assert.equal(outcome, 'A: crashed; B: UPDATE 1 → [[1,30]]');
  });

  it('ends what still waited in the server, which would not notice by itself', async () => {
    const { outcome } = await replaySql(database.url, race, 'AAABB+AA');
    assert.equal(outcome, 'A: BEGIN, [[100]], UPDATE 1, COMMIT; B: crashed → [[1,40]]');
  });

  const replayTogether = async (clients: SqlRace['clients'], schedule: string) => {
    await using scenario = await SqlScenario.open(database.url, { ...race, clients });
    const run = await replay(inOneInstance(scenario), parseSchedule(schedule), {
      postgresUrl: database.url,
    });
    return run.outcome;
  };

  it('ends what waits for its own instance undone', async () => {
    // By luck, PostgreSQL would end the one first that holds the lock, in about half of all runs.
    for (let i = 0; i < 10; i += 1)
      assert.equal(
        await replayTogether(race.clients, 'AAAABBA-'),
        'A: crashed; B: crashed → [[1,100]]',
      );
  });

  it('comes after what its lost COMMIT has let go, however long that takes', async () => {
    const slow = `${take(1, 10)} returning (select count(*) from generate_series(1, 300000))`;
    assert.equal(
      await replayTogether({ ...race.clients, B: [slow] }, 'AAAABBA+'),
      'A: crashed; B: [["300000"]] → [[1,30]]',
    );
  });

  it('is tried at every point', async () => {
    const { outcomes } = await exploreSql(database.url, race, {
      faults: ['crash-before', 'crash-after'],
    });
    for (const expected of [
      'A: crashed; B: UPDATE 1 → [[1,90]]',
      'A: crashed; B: UPDATE 1 → [[1,30]]',
    ])
      assert.ok(outcomes.includes(expected), `${expected} is missing in\n${outcomes.join('\n')}`);
  });
});
