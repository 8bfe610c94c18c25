import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type CourseStep } from '@workbook/course';
import { createDatabase, redisDatabaseIn, type StartedServices } from '@workbook/services';
import { type Limit, limits } from '../cost/report.ts';
import { ServerFailed, StepCopy, type StepServer } from '../step/step-server.ts';
import { openPairs } from '../traffic/bank-client.ts';
import type { SliceRequest } from './pg-alone-process.ts';
import { httpSlice, type Slice, type SliceOptions } from './slice.ts';

/** PostgreSQL and Redis, both running: every lane gets the same. */
export type BothServices = StartedServices<{ readonly postgres: true; readonly redis: true }>;

/** How many accounts there are. */
const accountCount = 100;
const opening = 1_000_000;

/** One thing that is measured: a step in one or two processes, or a limit. */
export interface Lane {
  /** A step's number, or a limit. */
  readonly of: string;
  readonly processes: 1 | 2;
  /** Its own database, which is watched, where it has one. */
  readonly database: string | undefined;
  slice(options: SliceOptions): Promise<Slice>;
}

/** Starts the processes of a step over storage of their own. They end with `stack`. */
export async function startLane(
  { number, needs }: Pick<CourseStep, 'number' | 'needs'>,
  processes: 1 | 2,
  services: BothServices,
  stack: AsyncDisposableStack,
): Promise<Lane> {
  const database = needs.includes('postgres') ? `cost_${number}_${processes}` : undefined;
  const urls = {
    postgres: database && (await createDatabase(services.postgres.url, database)),
    // Two of the run's sixteen. What is in a cache ends by its expiry, or with the run.
    redis: needs.includes('redis')
      ? redisDatabaseIn(services.redis.url, 12 + processes)
      : undefined,
  };
  const copy = stack.use(await StepCopy.make(number, urls));
  const servers: StepServer[] = [];
  while (servers.length < processes) servers.push(await copy.start());
  const serverUrls = servers.map(({ url }) => url);
  const pairs = await openPairs(serverUrls[0] ?? '', accountCount / 2, opening);
  const ids = pairs.flatMap(({ payer, payee }) => [payer, payee]);
  return {
    of: number,
    processes,
    database,
    slice: (options) => httpSlice(serverUrls, ids, options),
  };
}

/** Starts a process that does the same work by `pg` alone: one lane for each limit. */
export async function startLimits(
  { postgres }: BothServices,
  stack: AsyncDisposableStack,
): Promise<Lane[]> {
  const child = fork(join(import.meta.dirname, 'pg-alone-process.ts'), {
    execArgv: ['--import', 'tsx'],
    env: {
      ...process.env,
      LOAD_DATABASE_URL: await createDatabase(postgres.url, 'cost_limits'),
      LOAD_ACCOUNTS: String(accountCount),
    },
  });
  stack.defer(() => void child.kill('SIGKILL'));
  const gone = once(child, 'exit').then(() => {
    throw new ServerFailed('the process that works by pg alone has ended: see above');
  });
  gone.catch(() => {});
  const answer = () => Promise.race([once(child, 'message'), gone]);
  await answer();
  const sliceOf = async (request: SliceRequest) => {
    child.send(request);
    const [measured] = await answer();
    return measured as Slice;
  };
  return (Object.keys(limits) as Limit[]).map((limit) => ({
    of: limit,
    processes: 1,
    database: undefined,
    slice: (options) => sliceOf({ limit, options }),
  }));
}
