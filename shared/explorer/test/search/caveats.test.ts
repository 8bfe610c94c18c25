import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { exploreSql, testDatabase } from '../support/database.ts';
import { rows } from '../support/sql-scenario.ts';
import { lock, set } from '../support/statements.ts';

const all = 'update stock set amount = amount + 1';
const upsert = (...ids: number[]) =>
  `insert into stock values ${ids.map((id) => `(${id}, 1)`).join(', ')} on conflict (id) do update set amount = 0`;

describe('caveats', () => {
  const database = testDatabase('caveats');

  const caveatsOf = async (A: readonly string[], B: readonly string[]) => {
    const found = await exploreSql(database.url, { ...rows(2), clients: { A, B } });
    return found.caveats.map(
      (text) => /^one statement goes through several rows: (.*);/.exec(text)?.[1],
    );
  };

  it('name a bulk upsert beside another one', async () => {
    assert.deepEqual(await caveatsOf([upsert(1, 2)], [upsert(2, 1)]), [upsert(1, 2), upsert(2, 1)]);
  });

  it('name an UPDATE of all rows beside a transaction that locks two', async () => {
    assert.deepEqual(await caveatsOf([all], ['begin', lock(2), set(1, 1), 'commit']), [all]);
  });

  it('are silent where the other client locks one row', async () => {
    assert.deepEqual(await caveatsOf([all], ['begin', lock(1), set(1, 1), 'commit']), []);
  });

  it('are silent where nothing else is locked', async () => {
    assert.deepEqual(await caveatsOf([all], ['select * from stock']), []);
  });

  it('are silent where rows get their keys from a sequence', async () => {
    const insert = 'insert into stock (amount) values (1), (2)';
    assert.deepEqual(await caveatsOf([insert], [insert]), []);
  });
});
