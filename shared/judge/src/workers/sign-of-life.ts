import { setTimeout as delay } from 'node:timers/promises';

/**
 * How long a server may take for its answer. It takes milliseconds on a quiet machine, and seconds on one that has
 * twenty things to do at once; one that is gone refuses at once.
 */
const patienceMs = 30_000;

/** Urls of servers; empty where there is none. */
interface Servers {
  readonly postgres: string;
  readonly redis: string;
}

/**
 * Asks the servers of a workplace whether they are still there: what goes wrong without them is not the
 * fault of the code under test.
 *
 * @returns One sentence that names a server which does not answer, or undefined when all do.
 */
export async function silentServer({ postgres, redis }: Servers): Promise<string | undefined> {
  const silent = await Promise.all([
    silence('PostgreSQL', postgres, askPostgres),
    silence('Redis', redis, askRedis),
  ]);
  return silent.find((words) => words !== undefined);
}

type Asks = (url: string, stack: AsyncDisposableStack) => Promise<unknown>;

async function silence(name: string, url: string, ask: Asks): Promise<string | undefined> {
  if (url === '') return undefined;
  const stack = new AsyncDisposableStack();
  const late = delay(patienceMs, `${patienceMs / 1000} s went by`, { ref: false });
  const why = await Promise.race([
    ask(url, stack).then(
      () => undefined,
      (error: Error & { code?: string }) => error.message || error.code || 'it refuses',
    ),
    late,
  ]);
  // A server that is frozen would not let a connection end.
  void stack.disposeAsync().catch(() => {});
  if (why === undefined) return undefined;
  return `the ${name} server at ${new URL(url).host} does not answer any more (${why}): see that it runs, and try again; nothing can be said of the code`;
}

const askPostgres: Asks = async (url, stack) => {
  const { Client } = (await import('pg')).default;
  const client = new Client({ connectionString: url, connectionTimeoutMillis: patienceMs });
  client.on('error', () => {});
  stack.defer(() => client.end());
  await client.connect();
  await client.query('select 1');
};

const askRedis: Asks = async (url, stack) => {
  const { createClient } = await import('redis');
  const client = createClient({ url, socket: { reconnectStrategy: false } });
  client.on('error', () => {});
  stack.defer(() => client.destroy());
  await client.connect();
  await client.ping();
};
