import type { Client } from 'pg';
import { ServiceUnavailable } from '../model/service-unavailable.ts';
import { unhindered } from './unhindered.ts';

/**
 * The kinds of settings that decide what code does: isolation and limits, the search path, how values are written
 * and read, and the plans by which a statement goes through rows.
 */
const categories = [
  'Client Connection Defaults / Statement Behavior',
  'Client Connection Defaults / Locale and Formatting',
  'Version and Platform Compatibility / %',
  'Query Tuning / %',
];

/** Of these kinds, too, but a driver or each transaction sets them, or no result depends on them. */
const leftAlone = [
  ...['transaction_isolation', 'transaction_read_only', 'transaction_deferrable'],
  ...['client_encoding', 'default_text_search_config', 'jit'],
];

/**
 * Of other kinds, or with another value than PostgreSQL's own. A commit that waits for a standby may wait for
 * ever, and the data is thrown away.
 */
const ours = { TimeZone: 'UTC', session_replication_role: 'origin', synchronous_commit: 'off' };

interface Unusual {
  readonly name: string;
  readonly setting: string;
  readonly source: string;
  /** The value with which code is judged, in the unit that `pg_settings` uses. */
  readonly usual: string;
}

/**
 * Lets the role that `url` names work with PostgreSQL's usual settings in the database that `url` names, whatever
 * the server or the role says for all databases: code is judged by what it says itself.
 *
 * @throws ServiceUnavailable when something else holds nevertheless: what the url or PGOPTIONS sets for each
 *   connection, no database can take back.
 */
export async function useUsualSettings(url: string): Promise<void> {
  const changed = await inSession(url, async (client) => {
    const unusual = await unusualSettings(client);
    for (const one of unusual) if (one.source === 'client') throw notToBeChanged(one);
    if (unusual.length > 0) await changeFor(client, unusual);
    return unusual.length > 0;
  });
  if (!changed) return;
  // A new session says what code will find.
  const [left] = await inSession(url, unusualSettings);
  if (left) throw notToBeChanged(left);
}

async function inSession<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const { Client } = (await import('pg')).default;
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function unusualSettings(client: Client): Promise<Unusual[]> {
  const { rows } = await client.query<Unusual>(
    `SELECT * FROM (
       SELECT name, setting, source, coalesce($3::json ->> name, boot_val) AS usual FROM pg_settings
       WHERE $3::json ->> name IS NOT NULL
          OR context = 'user' AND category LIKE ANY ($1) AND name <> ALL ($2)
     ) of_interest WHERE setting <> usual`,
    [categories, leftAlone, JSON.stringify(ours)],
  );
  return rows;
}

async function changeFor(client: Client, unusual: readonly Unusual[]): Promise<void> {
  const { rows } = await client.query<{ login: string; database: string }>(
    'SELECT quote_ident(session_user) AS login, quote_ident(current_database()) AS database',
  );
  const { login, database } = rows[0] ?? {};
  // A role may be told to work as another one: its settings are its own nevertheless.
  await client.query('SET ROLE NONE');
  await client.query(unhindered);
  for (const { name, usual } of unusual) {
    // This is a list of quoted names already.
    const value = name === 'search_path' ? usual : client.escapeLiteral(usual);
    await client.query(`ALTER ROLE ${login} IN DATABASE ${database} SET ${name} TO ${value}`);
  }
}

function notToBeChanged({ name, setting, source, usual }: Unusual): ServiceUnavailable {
  const where = source === 'client' ? 'DATABASE_URL or PGOPTIONS' : `PostgreSQL (${source})`;
  return new ServiceUnavailable(
    `${where} sets ${name} to "${setting}" for every connection, and code is judged with "${usual}": leave it out`,
  );
}
