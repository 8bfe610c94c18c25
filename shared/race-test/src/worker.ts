import { Worker } from 'node:worker_threads';
import { ExplorationError, NotReproducible, parseSchedule } from '@workbook/explorer';
import { createDatabase } from '@workbook/services';
import { findRace, loadCourse } from './course.ts';
import type { FailureKind, Job, Message } from './job.ts';
import { judge, replayRace } from './judge.ts';
import { CannotLoad, loadStep } from './load-step.ts';
import type { Place } from './storage.ts';
import { SetUpFailed } from './world.ts';

/**
 * A process that judges one race after the other, in a database of its own. Code under test that
 * never gives the processor back hangs this process only, and the pool ends it.
 */

// A thread of its own notices the parent's end even while the code under test runs in a circle.
new Worker(
  `const parent = process.ppid;
   setInterval(() => { if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL'); }, 200);`,
  { eval: true },
).unref();
process.on('disconnect', () => process.exit());

const servers = JSON.parse(process.env.WORKBOOK_WORKER ?? '{}') as {
  postgres: string;
  redis: string;
  name: string;
};
const course = await loadCourse();
const databases = new Map<string, Promise<string>>();

function databaseFor(file: string): Promise<string> {
  const known = databases.get(file);
  if (known) return known;
  const created = servers.postgres
    ? createDatabase(servers.postgres, `${servers.name}_${databases.size + 1}`)
    : Promise.resolve('');
  databases.set(file, created);
  return created;
}

const available = (['postgres', 'redis'] as const).filter((name) => servers[name] !== '');

/** What the file says that it needs; everything, if it does not say. */
async function placeFor(file: string): Promise<Place> {
  const { needs = available } = await loadStep(file, 'needs');
  if (needs.includes('redis') && !servers.redis) {
    throw new SetUpFailed(
      'this step needs Redis, and none is to be had here: install redis-server, or set REDIS_URL',
    );
  }
  return {
    postgresUrl: needs.includes('postgres') ? await databaseFor(file) : '',
    redisUrl: needs.includes('redis') ? servers.redis : '',
  };
}

/** Only what the course itself says of its finished code is believed. */
function isStateless(file: string): boolean {
  return course.some((step) => step.file === file && step.stateless);
}

async function work(job: Job): Promise<Message> {
  const race = findRace(course, job.race);
  if (!race) throw new CannotLoad(`there is no race "${job.race}"`);
  const place = await placeFor(job.file);
  if (job.kind === 'replay') {
    return {
      kind: 'replayed',
      run: await replayRace(race, job.file, place, parseSchedule(job.schedule)),
    };
  }
  let toldMs = 0;
  const report = await judge(race, job.file, place, {
    stateless: isStateless(job.file),
    ...job.options,
    onProgress: (progress) => {
      const nowMs = Date.now();
      if (nowMs - toldMs < 100) return;
      toldMs = nowMs;
      say({ kind: 'progress', progress });
    },
  });
  return { kind: 'judged', report };
}

function failureOf(error: unknown): Message {
  const message = error instanceof Error ? error.message : String(error);
  return { kind: 'failed', failure: kindOf(error), message };
}

function kindOf(error: unknown): FailureKind {
  if (error instanceof CannotLoad) return 'cannot-load';
  if (error instanceof SetUpFailed) return 'set-up-failed';
  if (error instanceof NotReproducible) return 'not-reproducible';
  if (error instanceof ExplorationError) return 'broken';
  return 'broken';
}

function say(message: Message): void {
  process.send?.(message);
}

// An attempt may leave a promise without a handler; what that does to the race is judged all the same.
process.on('unhandledRejection', () => {});

process.on('message', (job: Job) => {
  work(job).then(say, (error: unknown) => say(failureOf(error)));
});
say({ kind: 'ready' });
