import type { Client } from 'pg';
import { ServiceUnavailable } from '../model/service-unavailable.ts';

/**
 * What PostgreSQL does unless a server, a role or a url says otherwise, where that decides what code
 * does: values as `pg_settings` has them.
 */
const usual: Readonly<Record<string, string>> = {
  default_transaction_isolation: 'read committed',
  default_transaction_read_only: 'off',
  default_transaction_deferrable: 'off',
  lock_timeout: '0',
  statement_timeout: '0',
  transaction_timeout: '0',
  idle_in_transaction_session_timeout: '0',
  idle_session_timeout: '0',
  session_replication_role: 'origin',
};

/**
 * Lets the role that `client` has connected as work with the usual settings in a database, whatever the
 * server or the role says for all databases: code is judged by what it says itself.
 *
 * @throws ServiceUnavailable when the url or PGOPTIONS sets something else for each connection, which
 *   no database can take back.
 */
export async function useUsualSettings(client: Client, database: string): Promise<void> {
  const { rows } = await client.query<{ name: string; setting: string; source: string }>(
    'SELECT name, setting, source FROM pg_settings WHERE name = ANY($1)',
    [Object.keys(usual)],
  );
  for (const { name, setting, source } of rows) {
    const value = usual[name] as string;
    if (setting === value) continue;
    if (source === 'client')
      throw new ServiceUnavailable(
        `DATABASE_URL or PGOPTIONS sets ${name} to "${setting}" for every connection, and code is judged with "${value}": leave it out`,
      );
    await client.query(
      `ALTER ROLE CURRENT_USER IN DATABASE ${client.escapeIdentifier(database)} SET ${name} TO '${value}'`,
    );
  }
}
