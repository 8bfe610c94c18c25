import { Redis } from 'ioredis';
import pg from 'pg';
import postgres from 'postgres';
import { createClient } from 'redis';
import { controlPostgres, controlRedis, explore } from '../../../src/index.ts';
import { codeScenario } from '../code-scenario.ts';

/**
 * Explores a client that ends what was opened before the search, or by its set-up, and prints what is found. The
 * process is new: nothing was watched before.
 */
const [driver = '', when, postgresUrl = '', redisUrl = ''] = process.argv.slice(2);

controlPostgres();
controlPostgres(postgres);
controlRedis();
controlRedis(Redis);

interface Opened {
  use(): Promise<unknown>;
  end(): unknown;
}

const open: Record<string, () => Promise<Opened>> = {
  async pg() {
    const pool = new pg.Pool({ connectionString: postgresUrl });
    await Promise.all([pool.query('select 1'), pool.query('select 2')]);
    return { use: () => pool.query('select 3'), end: () => pool.end() };
  },
  async postgres() {
    const sql = postgres(postgresUrl, { max: 2 });
    await Promise.all([sql`select 1`, sql`select 2`]);
    return { use: () => sql`select 3`, end: () => sql.end() };
  },
  async redis() {
    const client = await createClient({ url: redisUrl }).connect();
    return { use: () => client.get('key'), end: () => client.close() };
  },
  async ioredis() {
    const client = new Redis(redisUrl);
    await client.get('key');
    return { use: () => client.get('key'), end: () => client.quit() };
  },
};

const opened = () => (open[driver] as () => Promise<Opened>)();
const before = when === 'before' ? await opened() : undefined;
const found = await explore(
  codeScenario({
    share: async (options) => before ?? (when === 'named' ? options.as(0, opened) : opened()),
    clients: {
      A: async (one) => {
        await one.use();
        await one.end();
      },
    },
  }),
  // What was opened before is ended once.
  { postgresUrl, redisUrl, stopAtFirst: true, maxRuns: 1, alwaysFresh: true },
).catch(({ message }: Error) => ({ verdict: message, reason: undefined }));
console.log(found.verdict, found.reason ?? '');
process.exit();
