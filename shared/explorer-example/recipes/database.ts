import pg from 'pg';

/** One running copy of a service: a pool of connections, which ends with it. */
export function openPool(max = 10) {
  const pool = new pg.Pool({ connectionString: process.env['DATABASE_URL'], max });
  return { pool, close: () => pool.end() };
}

/** Does `work` over one connection, in a transaction. */
export async function inTransaction<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}
