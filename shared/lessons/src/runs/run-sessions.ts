import type { Sessions } from '@workbook/course';
import { createDatabase, type Services } from '@workbook/services';
import pg from 'pg';

/** One statement, and what came of it. */
export interface Told {
  readonly session: string;
  readonly sql: string;
  /** The plan, line by line; empty where none was asked for. */
  readonly plan: readonly string[];
  /** The session that it had to wait for at first. */
  readonly waitedFor: string | undefined;
  /** How many statements had been sent when it was answered: its own place, if it did not wait. */
  readonly answeredAt: number;
  /** `→ 1, 2`, `→ 1 row` or `✗ 40P01 deadlock detected`. */
  readonly answer: string;
}

/** How long the first session waits before it looks for a deadlock, and how much longer each next one. */
const deadlockTimeoutMs = 200;
const laterMs = 5_000;

/**
 * Tells the sessions their statements, each in a transaction that it begins itself, on a database of their own. Of a
 * deadlock, the session of the first letter is the victim: it is the first to look for one.
 */
export async function runSessions(
  { id, before, statements }: Sessions,
  { postgres }: Services,
): Promise<readonly Told[]> {
  if (!postgres) throw new TypeError('sessions need a database');
  await using stack = new AsyncDisposableStack();
  const url = await createDatabase(postgres.url, id.replaceAll('-', '_'));
  const connect = async () => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    stack.defer(() => client.end());
    return client;
  };
  const watch = await connect();
  await watch.query(before);
  const letters = [...new Set(statements.map(({ session }) => session))].sort();
  const all: readonly Session[] = await Promise.all(
    letters.map(async (letter, i) => {
      const client = await connect();
      await client.query(`set deadlock_timeout = ${deadlockTimeoutMs + i * laterMs}`);
      const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
      return { letter, client, pid: rows[0]?.pid ?? 0 };
    }),
  );
  const told: Telling[] = [];
  for (const [at, { session, sql, explain = false }] of statements.entries()) {
    const { client } = all.find(({ letter }) => letter === session) as Session;
    const plan = explain ? await planOf(client, sql) : [];
    const one: Telling = { session, sql, plan, waitedFor: undefined, answeredAt: at, answer: '' };
    told.push(one);
    one.pending = answerOf(client, sql).then((answer) => {
      one.answer = answer;
      one.answeredAt = told.length - 1;
      one.pending = undefined;
    });
    await untilQuiet(watch, all, told);
  }
  const open = told.find(({ pending }) => pending);
  // Its connection is closed now, while it still waits.
  open?.pending?.catch(() => {});
  if (open) throw new TypeError(`${id}: "${open.sql}" of ${open.session} is never answered`);
  return told.map(({ pending: _, ...one }) => one);
}

interface Session {
  readonly letter: string;
  readonly client: pg.Client;
  readonly pid: number;
}

interface Telling extends Told {
  waitedFor: string | undefined;
  answeredAt: number;
  answer: string;
  pending?: Promise<void> | undefined;
}

async function planOf(client: pg.Client, sql: string): Promise<readonly string[]> {
  const { rows } = await client.query<{ 'QUERY PLAN': string }>(`explain (costs off) ${sql}`);
  return rows.map((row) => row['QUERY PLAN']);
}

async function answerOf(client: pg.Client, sql: string): Promise<string> {
  try {
    const { rows, rowCount, command } = await client.query<Record<string, unknown>>(sql);
    if (rows.length > 0)
      return `→ ${rows.map((row) => Object.values(row).map(String).join(' ')).join(', ')}`;
    if (command === 'SELECT') return '→ nothing';
    if (!['INSERT', 'UPDATE', 'DELETE'].includes(command)) return '';
    return `→ ${rowCount} ${rowCount === 1 ? 'row' : 'rows'}`;
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) throw error;
    return `✗ ${error.code} ${error.message}`;
  }
}

/** Until each statement that is not answered waits, directly or not, for a session that has nothing to do. */
async function untilQuiet(
  watch: pg.Client,
  all: readonly Session[],
  told: readonly Telling[],
): Promise<void> {
  for (;;) {
    const waiting = told.filter(({ pending }) => pending);
    if (waiting.length === 0) return;
    const blockers = new Map<string, readonly string[]>();
    for (const one of waiting) {
      const { pid } = all.find(({ letter }) => letter === one.session) as Session;
      const { rows } = await watch.query<{ pids: number[] }>(
        'select pg_blocking_pids($1) as pids',
        [pid],
      );
      const letters = all.filter((other) => rows[0]?.pids.includes(other.pid));
      blockers.set(
        one.session,
        letters.map(({ letter }) => letter),
      );
    }
    const isHeld = (session: string, seen: readonly string[]): boolean =>
      (blockers.get(session) ?? []).some(
        (other) =>
          !blockers.has(other) || (!seen.includes(other) && isHeld(other, [...seen, other])),
      );
    const still = waiting.filter(({ pending }) => pending);
    if (
      still.length === waiting.length &&
      waiting.every(({ session }) => isHeld(session, [session]))
    ) {
      for (const one of waiting) one.waitedFor ??= blockers.get(one.session)?.[0];
      return;
    }
  }
}
