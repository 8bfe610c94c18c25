import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import pg from 'pg';
import { findLostUpdate } from '../example/find-lost-update.ts';
import { testDatabase } from './support/database.ts';

describe('the example of the README', () => {
  const database = testDatabase('example');

  async function createStock(): Promise<void> {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    await client.query('drop table if exists stock');
    await client.query('create table stock (id int primary key, amount int)');
    await client.query('insert into stock values (1, 2)');
    await client.end();
  }

  it('finds the lost update of a shop', async () => {
    await createStock();
    const { verdict, first } = await findLostUpdate(database.url);
    assert.equal(verdict, 'possible');
    assert.equal(first?.violation, '2 sold, 1 left');
  });

  it('finds none when the database does the sum', async () => {
    await createStock();
    const sum = 'update stock set amount = amount - 1 where id = 1';
    const { verdict, violations } = await findLostUpdate(database.url, (pool) => {
      return (_request, response) => {
        const answer = (status: number) => () => response.writeHead(status).end();
        pool.query(sum).then(answer(200), answer(500));
      };
    });
    assert.deepEqual([verdict, violations], ['prevented', []]);
  });
});
