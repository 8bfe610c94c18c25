import { setTimeout as delay } from 'node:timers/promises';
import type { BreakableService } from '@workbook/services';
import pg from 'pg';

/** How many connections the pool of a step's server has; `serveStep` says so. */
const poolSize = 10;
/** Longer than a step waits for a connection of its pool, and for a lock where it has a timeout. */
const heldMs = 4000;
/** Longer than Redis may be silent before step 08 goes on without it. */
const redisAwayMs = 2000;
const postgresAwayMs = 1000;
const lookEveryMs = 20;
/** By then the pool is full, or the fault was not what its name says. */
const fillTimeoutMs = 10_000;

/** A pool that should be full of waiting connections is not: an earlier fault has cost it some. */
export class PoolTooSmall extends Error {
  override readonly name = 'PoolTooSmall';
}

/** What a fault may break. */
export interface Target {
  readonly postgres: BreakableService;
  readonly redis: BreakableService | undefined;
  /** The url and the name of the step's own database. */
  readonly database: { readonly url: string; readonly name: string };
  /** Accounts that may be locked: more of them than the pool has connections. */
  readonly lockable: readonly number[];
}

/** Something that goes wrong in the middle of everything, and is over again. */
export interface Fault {
  readonly name: string;
  readonly of: 'postgres' | 'redis';
  /**
   * Whether it breaks connections to the database. A request that is under way then and is refused
   * may have happened all the same: a client cannot know whether a COMMIT arrived when its answer
   * never came.
   */
  readonly cutsDatabase: boolean;
  /** Makes it happen. Resolves when it is over. Says when the last old connection is broken. */
  readonly strike: (target: Target, onCut: () => void) => Promise<void>;
}

/** The faults that strike each step, in this order. */
export const faults: readonly Fault[] = [
  {
    name: 'PostgreSQL restarted',
    of: 'postgres',
    cutsDatabase: true,
    strike: ({ postgres }, onCut) => awayFor(postgres, postgresAwayMs, onCut),
  },
  { name: 'sessions terminated', of: 'postgres', cutsDatabase: true, strike: terminateSessions },
  { name: 'pool exhausted', of: 'postgres', cutsDatabase: false, strike: exhaustPool },
  {
    name: 'Redis stopped',
    of: 'redis',
    cutsDatabase: false,
    strike: ({ redis }) => awayFor(redis, redisAwayMs),
  },
  { name: 'Redis frozen', of: 'redis', cutsDatabase: false, strike: freezeRedis },
  {
    name: 'Redis restarted empty',
    of: 'redis',
    cutsDatabase: false,
    strike: ({ redis }) => awayFor(redis, 0),
  },
];

async function awayFor(
  service: BreakableService | undefined,
  ms: number,
  onCut: () => void = () => {},
): Promise<void> {
  await service?.halt();
  onCut();
  await delay(ms);
  await service?.start();
}

async function freezeRedis({ redis }: Target): Promise<void> {
  await redis?.freeze();
  await delay(redisAwayMs);
  await redis?.thaw();
}

/** What an administrator does before maintenance: every session of the database ends, at once. */
async function terminateSessions({ postgres, database }: Target, onCut: () => void): Promise<void> {
  await withClient(postgres.info.url, (client) =>
    client.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [
      database.name,
    ]),
  );
  onCut();
}

/** Locks more rows than the pool has connections, and keeps them for a while once all wait. */
async function exhaustPool({ database, lockable }: Target): Promise<void> {
  await withClient(database.url, async (client) => {
    await client.query('begin');
    await client.query('select id from account where id = any($1) order by id for update', [
      lockable,
    ]);
    const giveUpMs = performance.now() + fillTimeoutMs;
    while ((await waitingSessions(client)) < poolSize) {
      if (performance.now() > giveUpMs)
        throw new PoolTooSmall(
          `only ${await waitingSessions(client)} of ${poolSize} connections wait for a lock: the pool has lost the rest`,
        );
      await delay(lookEveryMs);
    }
    await delay(heldMs);
    await client.query('rollback');
  });
}

async function waitingSessions(client: pg.Client): Promise<number> {
  // Within a transaction, the view would keep saying what it said first.
  await client.query('select pg_stat_clear_snapshot()');
  const { rows } = await client.query<{ waiting: number }>(
    `select count(*)::int as waiting from pg_stat_activity
     where datname = current_database() and wait_event_type = 'Lock'`,
  );
  return rows[0]?.waiting ?? 0;
}

async function withClient(url: string, work: (client: pg.Client) => Promise<unknown>) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
