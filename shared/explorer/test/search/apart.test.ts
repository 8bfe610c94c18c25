import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseSchedule } from '../../src/index.ts';
import { testDatabase } from '../support/database.ts';
import { expectSameFindings } from '../support/same-findings.ts';
import type { SqlRace } from '../support/sql-scenario.ts';

/** Owners, and their accounts. */
const owners: Omit<SqlRace, 'clients'> = {
  schema: `create table owner (name text primary key);
    create table account (owner text not null references owner)`,
  reset: 'truncate owner, account',
  look: 'select owner from account order by owner',
};

const open = (owner: string) => [
  'begin',
  `insert into owner values ('${owner}') on conflict do nothing`,
  `select name from owner where name = '${owner}' for update`,
  `insert into account (owner) values ('${owner}')`,
  'commit',
];

describe('what clients do for different rows', () => {
  const database = testDatabase('apart');

  it('is run in few orders, and in all that matter for the same row', async () => {
    const found = async (a: string, b: string) => {
      const { distinct, possible, outcomes } = await expectSameFindings(
        database.url,
        {
          ...owners,
          schema: `drop table if exists account, owner; ${owners.schema}`,
          clients: { A: open(a), B: open(b) },
        },
        { beginning: parseSchedule('ABAB') },
      );
      return { distinct, possible, outcomes: outcomes.length };
    };
    assert.deepEqual(await found('cleo', 'dan'), {
      distinct: 2,
      possible: 70,
      outcomes: 1,
    });
    assert.deepEqual(await found('cleo', 'cleo'), {
      distinct: 4,
      possible: 8,
      outcomes: 2,
    });
  });

  it('is run in fewer orders where an INSERT finds its row there: it has locked nothing', async () => {
    const { distinct, possible, outcomes } = await expectSameFindings(
      database.url,
      {
        ...owners,
        schema: `drop table if exists account, owner; ${owners.schema}`,
        reset: `${owners.reset}; insert into owner values ('cleo')`,
        clients: { A: open('cleo'), B: open('cleo') },
      },
      { beginning: parseSchedule('AB') },
    );
    assert.deepEqual([distinct, possible, outcomes.length], [2, 92, 1]);
  });
});
