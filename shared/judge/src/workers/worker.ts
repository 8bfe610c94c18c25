import { flushCompileCache } from 'node:module';
import { Worker } from 'node:worker_threads';
import { findRace, loadCourse, type Race, someShareAnInstance } from '@workbook/course';
import { parseSchedule } from '@workbook/explorer';
import { createDatabase } from '@workbook/services';
import { behaviours } from '../behaviours/index.ts';
import { lookAtBehaviour } from '../behaviours/look.ts';
import { judge, replayRace, takeControl } from '../judging/judge.ts';
import { type MemoryOfCode, memoryOfCode } from '../memory/memory-of-code.ts';
import type { KeptConnections } from '../world/kept-connections.ts';
import { CannotLoad, loadStep } from '../world/load-step.ts';
import { SetUpFailed } from '../world/set-up-failed.ts';
import { onStartUp } from '../world/start-up.ts';
import type { OwnStorageUrls } from '../world/storage.ts';
import { guardExit } from './exit-guard.ts';
import { failureOf, Stopped } from './failure-of.ts';
import { beatMs, busyCpuMs, type Job, type Message, type Order, type Progress } from './job.ts';
import type { Workplace } from './judge-process.ts';
import { waitForDebugger } from './wait-for-debugger.ts';

/**
 * A process that judges one race after the other, in a database of its own. Code under test that
 * never returns to the event loop hangs this process only, and the watchdog ends it.
 */

/** What the pool has said of the place where this process works. */
const workplace = JSON.parse(process.env.WORKBOOK_WORKER ?? '{}') as Workplace;

// A thread of its own notices that the parent is gone, and that the code under test loops for ever.
const beats = new SharedArrayBuffer(4);
const beat = new Int32Array(beats);
setInterval(() => Atomics.add(beat, 0, 1), 100).unref();
new Worker(new URL('watchdog.ts', import.meta.url), {
  workerData: { beats, hangTimeoutCpuMs: workplace.hangTimeoutCpuMs },
  // Node reads TypeScript by itself where there is nothing but types to leave out.
  execArgv: [],
}).unref();
const exit = guardExit();
process.on('disconnect', () => exit());

const send = closeChannel();

takeControl();
const course = await loadCourse();

interface Database {
  readonly version: string;
  readonly name: string;
  /** The same object for as long as the same tables are good for the file. */
  readonly urls: Promise<OwnStorageUrls>;
}

const databases = new Map<string, Database>();
let named = 0;
/** The one whose connections are kept: servers do not have any number of them. */
let current: Database | undefined;

const available = (['postgres', 'redis'] as const).filter((name) => workplace[name] !== '');

/** A file keeps its database; a new version of it gets an empty one, for its tables may differ. */
async function urlsFor(job: Job): Promise<OwnStorageUrls> {
  const { file, version = '' } = job;
  const known = databases.get(file);
  const left = current;
  if (known?.version === version) {
    current = known;
    if (left !== known) await closeKept(left);
    return await known.urls;
  }
  if (!known) named += 1;
  const name = known?.name ?? `${workplace.name}_${named}`;
  const urls = closeKept(left).then(() => newUrls(job, name));
  current = { version, name, urls };
  databases.set(file, current);
  // What failed may go well the next time.
  urls.catch(() => databases.delete(file));
  return await urls;
}

/** Closes the judge's own connections to a database. What is wrong with them, the next race says that needs them. */
async function closeKept(database: Database | undefined): Promise<void> {
  const urls = await database?.urls.catch(() => undefined);
  await urls?.kept?.[Symbol.asyncDispose]().catch(() => {});
}

/** What the file says that it needs; everything, if it does not say. */
async function newUrls({ file, version = '' }: Job, name: string): Promise<OwnStorageUrls> {
  const { needs = available } = await loadStep(file, `needs.${version}`);
  if (needs.includes('redis') && !workplace.redis) {
    throw new SetUpFailed(`this code needs Redis, and ${workplace.whyNoRedis}`);
  }
  const usesPostgres = needs.includes('postgres') && workplace.postgres !== '';
  return {
    postgresUrl: usesPostgres ? await createDatabase(workplace.postgres, name) : undefined,
    redisUrl: needs.includes('redis') ? workplace.redis : undefined,
    redisIsOurs: workplace.redisIsOurs,
    ...(needs.length > 0 && { kept: await keptConnections() }),
  };
}

/** With them come the drivers, which code that stores nothing in a server does not need. */
async function keptConnections(): Promise<KeptConnections> {
  const { KeptConnections } = await import('../world/kept-connections.ts');
  return new KeptConnections();
}

/** What the course itself says of its finished code is believed, and of other code what its text shows. */
async function memoryOf({ file }: Job, race: Race): Promise<MemoryOfCode> {
  const finished = course.find((step) => step.file === file);
  if (finished) return { stateless: finished.stateless, memoryIsWatched: finished.memoryIsWatched };
  return someShareAnInstance(race) ? await memoryOfCode(file) : {};
}

let stopAsked = false;

async function work(job: Job): Promise<Message> {
  if (job.kind === 'behave') return await behave(job);
  const urls = await urlsFor(job);
  if (job.kind === 'warm') return { kind: 'warmed' };
  const race = findRace(course, job.race);
  if (!race) throw new CannotLoad(`there is no race "${job.race}"`);
  if (job.kind === 'replay') {
    const { inspects } = workplace;
    if (inspects) await waitForDebugger((address) => say({ kind: 'debugger', address }));
    const schedule = parseSchedule(job.schedule);
    const run = await replayRace(race, job.file, urls, schedule, { isPatient: inspects });
    return { kind: 'replayed', run };
  }
  if (job.kind === 'look') {
    const { lookAtRace } = await import('../judging/look-at-race.ts');
    const { looks = false } = job;
    const position = await lookAtRace(race, job.file, urls, parseSchedule(job.schedule), { looks });
    return { kind: 'looked', position };
  }
  const said = 'stateless' in job.options ? job.options.stateless : undefined;
  const { stateless = false, memoryIsWatched } = said
    ? { stateless: true }
    : await memoryOf(job, race);
  const memory = { stateless: said ?? stateless, memoryIsWatched };
  const options = { ...job.options, ...memory, onProgress: tellProgress() };
  if (job.kind === 'judge')
    return { kind: 'judged', report: await judge(race, job.file, urls, options) };
  const { record } = await import('../judging/record.ts');
  return { kind: 'recorded', record: await record(race, job.file, urls, options) };
}

/** Says how far a search has come, ten times a second. Throws `Stopped` when the caller does not want it any more. */
function tellProgress(): (progress: Progress) => void {
  let toldMs = 0;
  return (progress) => {
    if (stopAsked) throw new Stopped('stopped between two runs');
    const nowMs = Date.now();
    if (nowMs - toldMs < 100) return;
    toldMs = nowMs;
    say({ kind: 'progress', progress });
  };
}

/** In a database of its own: what a behaviour does to its tables must not reach a race. */
async function behave(job: Extract<Job, { readonly kind: 'behave' }>): Promise<Message> {
  const behaviour = behaviours.find(({ id }) => id === job.behaviour);
  if (!behaviour) throw new CannotLoad(`there is no behaviour "${job.behaviour}"`);
  const urls = await newUrls(job, `${workplace.name}_behaviour`);
  await using _ = urls.kept;
  const { finding, isStuck } = await lookAtBehaviour(behaviour, job.file, urls, () =>
    say({ kind: 'waited' }),
  );
  if (isStuck) say({ kind: 'spent' });
  return { kind: 'behaved', finding };
}

/** Each copy of the code under test stays in memory for good: a process that holds many is replaced. */
const enoughBytes = 700 * 1024 * 1024;

function answer(message: Message): void {
  if (process.memoryUsage.rss() > enoughBytes) say({ kind: 'spent' });
  say(message);
}

function say(message: Message): void {
  send(message);
}

/**
 * Takes the way to the parent out of the reach of code that is loaded later: what it could call is
 * gone, and what Node calls for us cannot be replaced.
 */
function closeChannel(): (message: Message) => void {
  const channel = process.send?.bind(process) ?? (() => false);
  for (const key of Reflect.ownKeys(process)) {
    const isHandle = typeof key === 'symbol' && /channel/i.test(key.description ?? '');
    if (!isHandle && key !== '_send') continue;
    let value: unknown = Reflect.get(process, key);
    Object.defineProperty(process, key, {
      get: () => value,
      // Node itself clears it when the parent is gone.
      set: (next: unknown) => {
        if (next === null) value = next;
      },
      configurable: false,
    });
  }
  for (const key of ['send', 'disconnect'])
    Object.defineProperty(process, key, { value: undefined, writable: false, configurable: false });
  return (message) => void channel(message);
}

// An attempt may leave a promise without a handler: a run tells of it, and this process goes on.
process.on('unhandledRejection', () => {});

onStartUp((part) => say({ kind: 'starts-up', part }));

let atWork = false;

process.on('message', (order: Order) => {
  stopAsked = order.kind === 'stop';
  // Only the parent gives orders, one job after the other; code that is judged may try to, or listen.
  if (order.kind !== 'job' || atWork) return;
  if (process.listenerCount('message') > 1) {
    answer({
      kind: 'failed',
      failure: 'set-up-failed',
      message: `code that was judged before ${order.job.file} listens to what its judge is told`,
    });
    exit();
  }
  atWork = true;
  void work(order.job)
    .catch(async (error) => {
      // What has failed may have broken them: the next job opens new ones.
      await closeKept(current);
      return failureOf(error);
    })
    .then((message) => {
      atWork = false;
      answer(message);
      keepCompiled();
    });
});

let kept = false;

/** Node keeps what it has compiled for the next process when it exits by itself, and this one is killed. */
function keepCompiled(): void {
  if (!kept) flushCompileCache();
  kept = true;
}

let usage = process.cpuUsage();
setInterval(() => {
  const { user, system } = process.cpuUsage(usage);
  usage = process.cpuUsage();
  if (atWork) say({ kind: 'beat', isBusy: (user + system) / 1000 > busyCpuMs });
}, beatMs).unref();
say({ kind: 'ready' });
