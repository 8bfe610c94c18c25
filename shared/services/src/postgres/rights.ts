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

interface Rights {
  readonly version: string;
  readonly number: number;
  readonly role: string;
  readonly readOnly: boolean;
  readonly createsDatabases: boolean;
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
            pg_is_in_recovery() AS "readOnly",
            rolsuper OR rolcreatedb AS "createsDatabases"
     FROM pg_roles WHERE rolname = current_user`,
  );
  const rights = rows[0] as Rights;
  return { version: rights.version, missing: await missingFrom(rights, client, purpose) };
}

async function missingFrom(
  { version, number, role, readOnly, createsDatabases }: Rights,
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
  if (rows.length === 0) return undefined;
  const names = rows.map(({ name }) => name).join(', ');
  return `its role ${quoted} may not set ${names}, which judging takes: run GRANT SET ON PARAMETER ${names} TO ${quoted} as a superuser, or name a superuser`;
}
