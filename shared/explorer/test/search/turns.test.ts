import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type ExploreOptions, explore, type Footprint } from '../../src/index.ts';
import { codeScenario } from '../support/code-scenario.ts';
import { exploreSql, testDatabase } from '../support/database.ts';
import { park } from '../support/parts.ts';
import { expectSameFindings } from '../support/same-findings.ts';
import { rows, type SqlRace } from '../support/sql-scenario.ts';
import { lock, take } from '../support/statements.ts';

const withdrawal = ['begin', lock(1), take(1, 10), 'commit'];
const both = 'select * from stock where id in (1, 2) order by id for update';
const three = { A: withdrawal, B: withdrawal, C: ['begin', lock(1), 'rollback'] };

describe('clients who take turns', () => {
  const database = testDatabase('turns_short');
  const runs = async (clients: Record<string, string[]>, options: ExploreOptions = {}) => {
    const { run, distinct } = await exploreSql(database.url, { ...rows(2), clients }, options);
    return { run, distinct };
  };

  it('are run once for each order in which they have the row', async () => {
    assert.deepEqual(await runs({ A: withdrawal, B: withdrawal }), { run: 2, distinct: 2 });
    assert.deepEqual(await runs(three), { run: 6, distinct: 6 });
  });

  describe('and ask for owners by their accounts', () => {
    const bank = {
      schema: `drop table if exists account, owner; create table owner (name text primary key);
        create table account (id int primary key, owner text not null references owner)`,
      reset: `truncate owner, account; insert into owner values ('ann'), ('bob');
        insert into account values (1, 'ann'), (2, 'bob'), (3, 'ann')`,
      look: 'select * from account order by id',
    };
    const ownersOf = (ids: string) =>
      `select * from owner where name in (select owner from account where id in (${ids}))
       order by name for update`;
    const runsOf = async (clients: Record<string, string[]>) => {
      const found = await expectSameFindings(database.url, { ...bank, clients }, {});
      return found.distinct;
    };

    it('are run once for each order, as soon as it is known which owners those are', async () => {
      const [one, other] = [
        ['begin', ownersOf('1'), 'commit'],
        ['begin', ownersOf('3'), 'rollback'],
      ];
      assert.equal(await runsOf({ A: one, B: other }), 2);
      const clients = { A: one, B: other, C: ['begin', ownersOf('2'), 'commit'] };
      assert.equal((await exploreSql(database.url, { ...bank, clients })).distinct, 2);
      assert.equal(await runsOf({ A: one, B: ['begin', ownersOf('1, 2'), 'commit'] }), 2);
    });

    it('need not be run anew for one who waits for another owner', async () => {
      const clients = {
        A: ['begin', ownersOf('1'), `insert into account values (4, 'ann')`, 'commit'],
        B: ['begin', 'select count(*) from account', ownersOf('3'), 'rollback'],
        C: ['begin', ownersOf('2'), 'commit'],
      };
      const race = { ...bank, clients };
      const apart = await exploreSql(database.url, race, { tellsWaitsApart: true });
      const { distinct, possible } = await exploreSql(database.url, race);
      assert.deepEqual({ distinct, possible }, { distinct: 4, possible: apart.possible });
    });

    it('are also run where one waits, if those are others by then', async () => {
      const give = `update account set owner = 'bob' where id = 1`;
      const remove = 'delete from account where id = 3';
      for (const change of [give, remove]) {
        const clients = { A: ['begin', ownersOf('1, 3'), change, 'commit'], B: [ownersOf('1, 3')] };
        assert.ok((await runsOf(clients)) >= 2, change);
      }
    });
  });

  it('are also run where one waits, if that is asked for, or a fault may strike there', async () => {
    const wanted = { tellsWaitsApart: true, executesAll: true, keepsRuns: true };
    for (const [option, value] of Object.entries(wanted))
      assert.equal((await runs(three, { [option]: value })).distinct, 30, option);
    const two = { A: withdrawal, B: ['begin', lock(1), 'rollback'] };
    const { distinct } = await runs(two, { faults: ['crash-before'] });
    const apart = await runs(two, { faults: ['crash-before'], tellsWaitsApart: true });
    assert.equal(distinct, apart.distinct);
  });

  const waiting: Record<string, SqlRace['clients']> = {
    'for the first of several rows, while a third has another one': {
      A: ['begin', lock(1), 'commit'],
      B: ['begin', both, 'commit'],
      C: ['begin', lock(2), 'commit'],
    },
    'for the second of two rows, and keeps the first from a third': {
      A: ['begin', lock(1), lock(2), 'commit'],
      B: ['begin', lock(2), 'commit'],
      C: [both],
    },
    'for a row that has been removed, so that no answer shows it': {
      A: ['begin', 'delete from stock where id = 1', 'commit'],
      B: ['begin', both, 'commit'],
    },
  };
  for (const [what, clients] of Object.entries(waiting))
    it(`are also run where one waits ${what}`, async () => {
      const counts = async (options: ExploreOptions) => {
        const found = await exploreSql(database.url, { ...rows(2), clients }, options);
        const { possible, impossible, outcomes } = found;
        return { possible, impossible, outcomes };
      };
      assert.deepEqual(await counts({}), await counts({ tellsWaitsApart: true }));
    });

  it('are found in a deadlock, as when each is run where it waits', async () => {
    const crossed = {
      A: ['begin', lock(1), lock(2), 'commit'],
      B: ['begin', lock(2), lock(1), 'commit'],
    };
    const found = await exploreSql(database.url, { ...rows(2), clients: crossed });
    const options = { tellsWaitsApart: true };
    const apart = await exploreSql(database.url, { ...rows(2), clients: crossed }, options);
    assert.deepEqual(found.outcomes, apart.outcomes);
    assert.equal(found.distinct, apart.distinct);
    assert.ok(found.outcomes.some((outcome) => outcome.includes('40P01')));
  });

  it('are told apart where others see in their memory when they go on', async () => {
    const use = (mode: 'lock' | 'release', inTurn: 'asks' | 'gives'): Footprint => [
      { mode, scope: 'row', rows: { id: '1' }, inTurn },
    ];
    const work = async () => {
      await park('lock', use('lock', 'asks'));
      await park('release', use('release', 'gives'));
    };
    const distinct = async (instances: number) => {
      const clients = { A: work, B: work, C: async () => {} };
      const scenario = codeScenario({ share: () => undefined, clients, instances });
      return (await explore(scenario, {})).distinct;
    };
    assert.equal(await distinct(3), 2);
    // C shares its memory with A.
    assert.ok((await distinct(2)) > 2);
  });
});
