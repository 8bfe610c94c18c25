import pg from 'pg';

/** Creates the shop's one table, with its one article, of which there is none yet. */
export async function createStock(postgresUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: postgresUrl });
  await client.connect();
  await client.query('create table stock (id int primary key, amount int)');
  await client.query('insert into stock values (1, 0)');
  await client.end();
}
