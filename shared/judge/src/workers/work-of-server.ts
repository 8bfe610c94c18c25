/**
 * Whether PostgreSQL computes, reads or writes for a workplace, at this moment: then its code is waited for, however
 * slow the machine is. A statement that waits for a lock or sleeps is none of the server's work. False where that
 * cannot be asked.
 */
export async function isServerAtWork({
  postgres,
  name,
}: {
  readonly postgres: string;
  readonly name: string;
}): Promise<boolean> {
  if (postgres === '') return false;
  const { Client } = (await import('pg')).default;
  const client = new Client({ connectionString: postgres, connectionTimeoutMillis: patienceMs });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ works: boolean }>(question, [name]);
    return rows[0]?.works === true;
  } catch {
    return false;
  } finally {
    client.end().catch(() => {});
  }
}

/** How long a server may take until it is asked: one that takes longer is looked for afterwards. */
const patienceMs = 30_000;

/** Its databases, and those that it makes or drops just now. */
const question = `
  select exists (
    select from pg_stat_activity
    where pid <> pg_backend_pid() and state = 'active'
      and coalesce(wait_event_type, '') not in ('Lock', 'Client', 'Timeout', 'Extension')
      and (starts_with(datname, $1) or strpos(query, $1) > 0)) as works`;
