import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Guide, lookAt, parseSchedule } from '../src/index.ts';
import { testDatabase } from './support/database.ts';
import { rows, type SqlRace, SqlScenario } from './support/sql-scenario.ts';
import { lock, read, set } from './support/statements.ts';

const lostUpdate: SqlRace = {
  ...rows(1),
  clients: { A: [read(1), set(1, 70)], B: [read(1), set(1, 50)] },
  violation: ([row]) => (row?.amount === 20 ? undefined : `${String(row?.amount)} are left`),
};

describe('looking at a run', () => {
  const database = testDatabase('look');

  async function look(race: SqlRace, schedule: string, faults?: ['crash-before', 'crash-after']) {
    await using scenario = await SqlScenario.open(database.url, race);
    const options = { postgresUrl: database.url, ...(faults ? { faults } : {}) };
    return await lookAt(scenario, parseSchedule(schedule), options);
  }

  it('shows every client at the start when nothing was let go', async () => {
    const { turns, next, end } = await look(lostUpdate, '');
    assert.equal(turns.length, 0);
    assert.deepEqual(
      next.map(({ client, kind }) => [client, kind]),
      [
        ['A', 'start'],
        ['B', 'start'],
      ],
    );
    assert.equal(end, undefined);
  });

  it('stops where the schedule ends, and says what would come next', async () => {
    const { turns, next, end } = await look(lostUpdate, 'AAB');
    assert.equal(turns.length, 3);
    assert.deepEqual(
      next.map(({ client, text }) => `${client} ${text}`),
      [`A ${set(1, 70)}`, `B ${read(1)}`],
    );
    assert.equal(end, undefined);
  });

  it('goes as a guide says, until it says nothing more', async () => {
    await using scenario = await SqlScenario.open(database.url, lostUpdate);
    const guide: Guide = ({ turns, next }) => {
      const client = turns.length < 2 ? 'A' : 'B';
      const isRead = next.some((one) => one.client === client && one.text === read(1));
      return turns.length === 0 || isRead || turns.length === 2 ? { client } : undefined;
    };
    const { turns, next, end } = await lookAt(scenario, guide, { postgresUrl: database.url });
    assert.equal(turns.map(({ client }) => client).join(''), 'AABB');
    assert.deepEqual(
      next.map(({ client, text }) => `${client} ${text}`),
      [`A ${set(1, 70)}`, `B ${set(1, 50)}`],
    );
    assert.equal(end, undefined);
  });

  it('judges a run that has ended', async () => {
    const { next, end } = await look(lostUpdate, 'AABBAB');
    assert.deepEqual(next, []);
    assert.match(end?.violation ?? '', /are left$/);
    assert.equal(end?.text, 'AABBAB');
  });

  it('does not offer a client that waits for another one', async () => {
    const race = { ...rows(1), clients: { A: ['begin', lock(1), 'commit'], B: [lock(1)] } };
    const { turns, next } = await look(race, 'AAABB');
    assert.deepEqual(turns.at(-1)?.waitsFor, ['A']);
    assert.deepEqual(
      next.map(({ client }) => client),
      ['A'],
    );
  });

  it('offers the faults that may strike, until one has', async () => {
    const faults: ['crash-before', 'crash-after'] = ['crash-before', 'crash-after'];
    const before = await look(lostUpdate, 'A', faults);
    assert.deepEqual(
      before.next.map((one) => one.faults),
      [faults, ['crash-before']],
    );
    const afterwards = await look(lostUpdate, 'AA-', faults);
    assert.deepEqual(
      afterwards.next.flatMap((one) => one.faults),
      [],
    );
  });

  it('refuses a schedule that does not fit', async () => {
    await assert.rejects(look(lostUpdate, 'AAAA'), { name: 'NotReproducible' });
  });
});
