import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { exploreSql, testDatabase } from '../../support/database.ts';
import { rows } from '../../support/sql-scenario.ts';

describe('a statement that calls a function', () => {
  const database = testDatabase('calls_own_code');
  const stock = rows(1);
  const race = {
    ...stock,
    schema: `${stock.schema}; create or replace function save(id int) returns int language sql as 'select 1'`,
  };
  /** Whether each of these statements may change rows, as the summary of its turn says. */
  const changing = async (...A: readonly string[]) => {
    const clients = { A };
    const { runs = [] } = await exploreSql(database.url, { ...race, clients }, { keepsRuns: true });
    const turns = runs[0]?.turns.filter(({ kind }) => kind === 'sql') ?? [];
    return turns.map(({ sql }) => sql?.mayChange);
  };

  it('may change rows where the function was added to the database, and not where it is of the server', async () => {
    assert.deepEqual(
      await changing('select save(1)', 'select public.save(1)', 'select now(), pg_sleep(0)'),
      [true, true, undefined],
    );
  });
});
