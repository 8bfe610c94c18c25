import pg from 'pg';
import { isMarked, makeMarked } from './mark.ts';
import { newRunName, randomPartOf, runNameLength } from './run-name.ts';
import { unhindered } from './unhindered.ts';

/** The databases of one run on a server that is not the workbook's: all begin with the run's name. */
export interface OwnDatabases extends AsyncDisposable {
  /** The run's name, which is that of its first database, too. That one is empty. */
  readonly name: string;
  /** The first database's. `createDatabase` makes more of them beside it. */
  readonly url: string;
}

/**
 * Makes a database for this run on the server at `serverUrl`, and first drops what killed runs have left
 * there. Disposing drops all databases of the run.
 *
 * A run lives while a session holds its advisory lock or is connected to one of its databases: the server
 * itself knows that, for runs of any container and machine. No pid is ever asked.
 *
 * @param client Connected to `serverUrl`, and left open.
 * @throws DatabaseError when the server refuses.
 */
export async function ownDatabases(client: pg.Client, serverUrl: string): Promise<OwnDatabases> {
  await dropAbandoned(client);
  const run = newRunName();
  const url = new URL(serverUrl);
  url.pathname = `/${run}`;
  // Before the database is there, or another run would find it without an owner.
  await client.query('SELECT pg_advisory_lock($1)', [lockOf(run)]);
  try {
    await makeMarked(client, run);
    const sign = await signOfLife(url.href);
    return { name: run, url: url.href, [Symbol.asyncDispose]: () => dropRun(serverUrl, run, sign) };
  } finally {
    await client.query('SELECT pg_advisory_unlock($1)', [lockOf(run)]);
  }
}

/** A session that is connected to the run's database for as long as the run lives. */
async function signOfLife(url: string): Promise<pg.Client> {
  const session = new pg.Client({
    connectionString: url,
    application_name: 'workbook',
    keepAlive: true,
  });
  // What needs the server hears by itself that it is gone.
  session.on('error', () => {});
  await session.connect();
  await session.query('SET idle_session_timeout = 0');
  // Its declared type lacks the method.
  (session as pg.Client & { unref(): void }).unref();
  return session;
}

async function dropRun(serverUrl: string, run: string, sign: pg.Client): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query(unhindered);
    const others = (await markedDatabases(client)).filter((name) => name.startsWith(`${run}_`));
    for (const name of [...others, run]) await drop(client, name);
  } catch {
    // The server is gone, or refuses: the next run that finds it drops what is left.
  } finally {
    await Promise.allSettled([sign.end(), client.end()]);
  }
}

/** Drops the databases of runs that have ended without doing so. What cannot be dropped is left alone. */
async function dropAbandoned(client: pg.Client): Promise<void> {
  // First the databases, then the signs of life: a run has a sign before it has a database.
  const found = await markedDatabases(client);
  if (found.length === 0) return;
  const alive = await livingRuns(client);
  for (const name of found) {
    const run = name.slice(0, runNameLength);
    if (!alive.locks.has(lockOf(run)) && !alive.runs.has(run))
      await drop(client, name).catch(() => {});
  }
}

async function livingRuns(
  client: pg.Client,
): Promise<{ readonly locks: ReadonlySet<string>; readonly runs: ReadonlySet<string> }> {
  const { rows: locks } = await client.query<{ key: string }>(
    `SELECT ((classid::bigint << 32) | objid::bigint)::text AS key
     FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1`,
  );
  // An autovacuum worker, which has no user, may visit a database that no run has any more.
  const { rows: sessions } = await client.query<{ run: string }>(
    'SELECT DISTINCT left(datname, $1) AS run FROM pg_stat_activity WHERE usesysid IS NOT NULL',
    [runNameLength],
  );
  return {
    locks: new Set(locks.map(({ key }) => key)),
    runs: new Set(sessions.map(({ run }) => run)),
  };
}

/** The databases of all runs that this role may drop. */
async function markedDatabases(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT datname AS name FROM pg_database
     WHERE datname ~ '^workbook_[0-9a-f]{12}(_|$)' AND ${isMarked} AND pg_has_role(datdba, 'USAGE')`,
  );
  return rows.map(({ name }) => name);
}

async function drop(client: pg.Client, name: string): Promise<void> {
  await client.query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(name)} WITH (FORCE)`);
}

/** The random part of a run's name, as the number of an advisory lock. */
function lockOf(run: string): string {
  return BigInt(`0x${randomPartOf(run)}`).toString();
}
