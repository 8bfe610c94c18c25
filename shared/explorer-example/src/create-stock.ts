import pg from 'pg';

/** The shop's one table, with nothing in it yet but its one article. */
export async function createStock(postgresUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: postgresUrl });
  await client.connect();
  await client.query('create table stock (id int primary key, amount int)');
  await client.query('insert into stock values (1, 0)');
  await client.end();
}
