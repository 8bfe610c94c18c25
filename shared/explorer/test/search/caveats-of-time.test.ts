import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { exploreSql, testDatabase } from '../support/database.ts';
import { rows, type SqlRace } from '../support/sql-scenario.ts';

describe('what is not tried', () => {
  const database = testDatabase('caveats_of_time');

  it('is another order of transactions, where the time of the server decides and another client could begin before', async () => {
    const deciding = [
      'update stock set amount = 1 where now() > $$2020-01-01$$',
      'select case when current_timestamp > $$2020-01-01$$ then 1 end from stock',
    ];
    const storing = 'update stock set amount = extract(year from now())';
    const said = async (clients: SqlRace['clients']) =>
      (await exploreSql(database.url, { ...rows(1), clients })).caveats.filter((text) =>
        text.includes('the time of the server'),
      );
    assert.deepEqual(
      await said({ A: deciding, B: [storing] }),
      deciding
        .map(
          (text) =>
            `transactions that begin in another order than in this run, where the time of the server decides: ${text}`,
        )
        .sort(),
    );
    assert.deepEqual(await said({ A: deciding }), []);
  });
});
