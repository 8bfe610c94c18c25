import type { Client } from 'pg';

/** What a run does on a server: a step's server only stores, a judge also steers PostgreSQL. */
export type Purpose = 'to serve' | 'to judge';

/** `has_parameter_privilege` is as old as this. */
const oldestVersion = 150_000;

/**
 * Judges choose a deadlock's victim with the first, and put rows back around foreign keys with the
 * second.
 */
const steered = ['deadlock_timeout', 'session_replication_role'];

/** One judge holds two of its own, and up to six while it looks at a pool; the run itself has one. */
const leastConnections = 9;

interface Rights {
  readonly version: string;
  readonly number: number;
  readonly role: string;
  /** The role that has logged in: it may be told to work as another one. */
  readonly login: string;
  readonly readOnly: boolean;
  readonly createsDatabases: boolean;
  /** How many connections the login may have; -1 where only the server limits them. */
  readonly limit: number;
  /** How many the server has for a role like this one, used ones included. */
  readonly room: number;
}

/**
 * Asks a server whether the workbook can work on it as the role that `client` has connected as.
 *
 * @returns Its version, such as `18.4`, and what is missing, if anything is: words that end a sentence,
 *   and say what to do.
 */
export async function examineServer(
  client: Client,
  purpose: Purpose,
): Promise<{ readonly version: string; readonly missing: string | undefined }> {
  const { rows } = await client.query<Rights>(
    `SELECT split_part(current_setting('server_version'), ' ', 1) AS version,
            current_setting('server_version_num')::int AS number,
            current_user AS role,
            session_user AS login,
            pg_is_in_recovery() AS "readOnly",
            rolsuper OR rolcreatedb AS "createsDatabases",
            (SELECT CASE WHEN rolsuper THEN -1 ELSE rolconnlimit END
             FROM pg_roles WHERE rolname = session_user) AS "limit",
            current_setting('max_connections')::int
              - CASE WHEN rolsuper THEN 0 ELSE current_setting('superuser_reserved_connections')::int END AS room
     FROM pg_roles WHERE rolname = current_user`,
  );
  const rights = rows[0] as Rights;
  return { version: rights.version, missing: await missingFrom(rights, client, purpose) };
}

async function missingFrom(
  { version, number, role, login, readOnly, createsDatabases, limit, room }: Rights,
  client: Client,
  purpose: Purpose,
): Promise<string | undefined> {
  if (number < oldestVersion)
    return `it is PostgreSQL ${version}, and the workbook needs 15 or newer`;
  if (readOnly) return 'it is a standby, which takes no writes: name its primary';
  const quoted = client.escapeIdentifier(role);
  if (!createsDatabases)
    return `its role ${quoted} may not create databases, and the workbook works only in databases of its own: run ALTER ROLE ${quoted} CREATEDB as a superuser`;
  if (purpose === 'to serve') return undefined;
  const { rows } = await client.query<{ name: string }>(
    `SELECT name FROM unnest($1::text[]) name WHERE NOT has_parameter_privilege(name, 'SET')`,
    [steered],
  );
  const names = rows.map(({ name }) => name).join(', ');
  if (rows.length > 0)
    return `its role ${quoted} may not set ${names}, which judging takes: run GRANT SET ON PARAMETER ${names} TO ${quoted} as a superuser, or name a superuser`;
  if (limit >= 0 && limit < leastConnections)
    return `its role ${client.escapeIdentifier(login)} may have ${limit} connections, and judging takes ${leastConnections}: run ALTER ROLE ${client.escapeIdentifier(login)} CONNECTION LIMIT -1 as a superuser`;
  if (room < leastConnections)
    return `it has ${room} connections, and judging takes ${leastConnections}: raise its max_connections`;
  return undefined;
}
