import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { JudgedRun, Position } from '@workbook/explorer';
import { compileCacheFolder, redisDatabaseIn, type Services } from '@workbook/services';
import type { Report } from '../judge.ts';
import { redisDatabaseOf } from '../world/redis-snapshot.ts';
import type { RaceDetail } from '../world/world.ts';
import {
  beatMs,
  endlessMark,
  type Job,
  JobFailed,
  type Message,
  type Order,
  type Progress,
} from './job.ts';

/** A worker of which nothing at all is heard for so long is ended, whatever it does. */
const utmostMs = 120_000;

const usualSilenceMs = 15_000;

/** How long a worker may be on the processor without coming round to its event loop. */
const utmostPatienceCpuMs = 2000;

/** How long a worker may go on with a job that nobody wants any more. */
const stopPatienceMs = 1000;

type Of<Kind extends Job['kind']> = Omit<Extract<Job, { kind: Kind }>, 'kind'>;

export interface PoolOptions {
  /** How many processes work side by side. */
  readonly size: number;
  /**
   * How long a worker may say nothing before the code is taken to wait for ever, 15,000 by default. One
   * that never gives the processor back may have it for as long, and for 2,000 at most.
   */
  readonly silenceMs?: number;
}

/**
 * Processes that judge races, each in a database of its own. They start when there is work, stay
 * warm, and end with this process.
 */
export class JudgePool implements AsyncDisposable {
  readonly #services: Services;
  readonly #options: PoolOptions;
  readonly #idle: ChildProcess[] = [];
  readonly #all = new Set<ChildProcess>();
  readonly #compileCache = compileCacheFolder();
  readonly #queue: (() => void)[] = [];
  #started = 0;
  readonly #slots = new Map<ChildProcess, number>();
  /** Workers that have asked to be replaced. */
  readonly #spent = new WeakSet<ChildProcess>();
  #closed = false;

  constructor(services: Services, options: PoolOptions) {
    this.#services = services;
    this.#options = options;
  }

  /**
   * Judges one race. Throws `JobFailed` when there can be no verdict, of the kind `stopped` when
   * `signal` says that none is wanted any more.
   */
  async judge(
    job: Of<'judge'>,
    onProgress: (progress: Progress) => void = () => {},
    signal?: AbortSignal,
  ): Promise<Report> {
    const message = await this.#run({ kind: 'judge', ...job }, onProgress, signal);
    if (message.kind !== 'judged')
      throw new JobFailed('broken', `the worker answered with ${message.kind}`);
    return message.report;
  }

  /** Runs one schedule. Throws `JobFailed` when it does not fit. */
  async replay(job: Of<'replay'>): Promise<JudgedRun<RaceDetail>> {
    const message = await this.#run({ kind: 'replay', ...job }, () => {});
    if (message.kind !== 'replayed')
      throw new JobFailed('broken', `the worker answered with ${message.kind}`);
    return message.run;
  }

  /** Runs one schedule up to its end, and says who could go on. Throws `JobFailed` when it does not fit. */
  async look(job: Of<'look'>): Promise<Position<RaceDetail>> {
    const message = await this.#run({ kind: 'look', ...job }, () => {});
    if (message.kind !== 'looked')
      throw new JobFailed('broken', `the worker answered with ${message.kind}`);
    return message.position;
  }

  /**
   * Starts all workers and lets each load `job.file` with the libraries that it uses, so that the
   * first verdict need not wait for that. Throws `JobFailed` when the file does not load.
   */
  async warm(job: Of<'warm'>): Promise<void> {
    const each = Array.from({ length: this.#options.size }, () =>
      this.#run({ kind: 'warm', ...job }, () => {}),
    );
    await Promise.all(each);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    for (const wake of this.#queue.splice(0)) wake();
    await Promise.all([...this.#all].map((worker) => end(worker)));
  }

  get #silenceMs(): number {
    return this.#options.silenceMs ?? usualSilenceMs;
  }

  async #run(
    job: Job,
    onProgress: (progress: Progress) => void,
    signal?: AbortSignal,
  ): Promise<Message> {
    const worker = await this.#take();
    try {
      if (signal?.aborted) throw new JobFailed('stopped', 'the verdict is not wanted any more');
      return await this.#ask(worker, job, onProgress, signal);
    } finally {
      if (this.#spent.has(worker)) await end(worker);
      else if (worker.connected && !worker.killed && !this.#closed) this.#idle.push(worker);
      this.#queue.shift()?.();
    }
  }

  async #take(): Promise<ChildProcess> {
    const compileCache = await this.#compileCache;
    for (;;) {
      if (this.#closed) throw new JobFailed('broken', 'the judges have been stopped');
      const idle = this.#idle.pop();
      if (idle) return idle;
      if (this.#all.size < this.#options.size) return this.#start(compileCache);
      await new Promise<void>((resolve) => this.#queue.push(resolve));
    }
  }

  #start(compileCache: string): ChildProcess {
    this.#started += 1;
    // A worker that was ended leaves its place to the next: two must never share a Redis database.
    const taken = new Set(this.#slots.values());
    let slot = 0;
    while (taken.has(slot)) slot += 1;
    const { postgres, redis } = this.#services;
    const place = {
      postgres: postgres?.url ?? '',
      redis: redis ? redisDatabaseIn(redis.url, redisDatabaseOf(slot)) : '',
      name: `workbook_${process.pid}_${this.#started}`,
      patienceCpuMs: Math.min(this.#silenceMs, utmostPatienceCpuMs),
    };
    const worker = fork(join(import.meta.dirname, 'worker.ts'), [], {
      // Node reads the course's TypeScript by itself; what is under test is translated as it is loaded.
      execArgv: ['--enable-source-maps'],
      env: {
        NODE_COMPILE_CACHE: compileCache,
        ...process.env,
        // Else esbuild begins with a thread of its own, which takes longer than all it has to do here.
        ESBUILD_WORKER_THREADS: '0',
        WORKBOOK_WORKER: JSON.stringify(place),
      },
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#all.add(worker);
    this.#slots.set(worker, slot);
    // What nobody listens to is kept by Node, and would be taken for part of the next job.
    worker.on('message', () => {});
    worker.once('exit', () => {
      this.#all.delete(worker);
      this.#slots.delete(worker);
      const idle = this.#idle.indexOf(worker);
      if (idle >= 0) this.#idle.splice(idle, 1);
      this.#queue.shift()?.();
    });
    return worker;
  }

  #ask(
    worker: ChildProcess,
    job: Job,
    onProgress: (progress: Progress) => void,
    signal?: AbortSignal,
  ): Promise<Message> {
    const silenceMs = this.#silenceMs;
    return new Promise((resolve, reject) => {
      let complaint = '';
      // Counted by the worker's own beats: one that waits for its turn on a busy machine is not silent,
      // and one that never comes round is its watchdog's affair.
      let silentMs = 0;
      const giveUp = () => {
        finish();
        void end(worker);
        reject(
          new JobFailed(
            'endless',
            `${job.file} has not answered for ${silenceMs / 1000} s: is there a promise that nobody settles, or a connection that nobody gives back?`,
          ),
        );
      };
      const silence = setTimeout(giveUp, utmostMs);
      // A worker stops between two runs, and stays warm; one that takes too long is given up.
      let patience: NodeJS.Timeout | undefined;
      const onStop = () => {
        order(worker, { kind: 'stop' });
        patience = setTimeout(() => void end(worker), stopPatienceMs);
      };
      const onStderr = (chunk: Buffer) => {
        complaint = (complaint + chunk.toString()).slice(-4000);
      };
      const onMessage = (message: Message) => {
        silence.refresh();
        if (message.kind === 'beat') {
          silentMs += beatMs;
          return silentMs >= silenceMs ? giveUp() : undefined;
        }
        silentMs = 0;
        if (message.kind === 'ready') return;
        if (message.kind === 'spent') return void this.#spent.add(worker);
        if (message.kind === 'progress') return onProgress(message.progress);
        finish();
        if (message.kind === 'failed') reject(new JobFailed(message.failure, message.message));
        else resolve(message);
      };
      const onExit = (code: number | null, killedBy: string | null) => {
        finish();
        if (signal?.aborted)
          return reject(new JobFailed('stopped', 'the verdict is not wanted any more'));
        if (complaint.includes(endlessMark)) return reject(endless(job.file, complaint));
        const last =
          complaint
            .trim()
            .split('\n')
            .find((line) => /error/i.test(line)) ?? '';
        reject(
          new JobFailed(
            'broken',
            `the process that ran ${job.file} ended (${killedBy ?? `code ${code}`}) ${last}`.trim(),
          ),
        );
      };
      const finish = () => {
        clearTimeout(silence);
        clearTimeout(patience);
        signal?.removeEventListener('abort', onStop);
        worker.off('message', onMessage).off('close', onExit);
        worker.stderr?.off('data', onStderr);
      };
      // Not at its exit: what it said last, a watchdog's words above all, may still be on its way then.
      worker.on('message', onMessage).on('close', onExit);
      worker.stderr?.on('data', onStderr);
      signal?.addEventListener('abort', onStop);
      order(worker, { kind: 'job', job });
    });
  }
}

/** A worker that has ended cannot be told anything; its end is heard of on its own. */
function order(worker: ChildProcess, what: Order): void {
  worker.send(what, () => {});
}

/** What a worker's watchdog has said of a loop without an end, with the place if it has found it. */
function endless(file: string, complaint: string): JobFailed {
  const place = complaint.split(endlessMark)[1]?.split('\n')[0]?.trim();
  return new JobFailed(
    'endless',
    `${file} ${endlessMark}: is there an endless loop${place ? ` at ${place.slice(1, -1)}` : ''}?`,
  );
}

async function end(worker: ChildProcess): Promise<void> {
  if (worker.exitCode !== null || worker.signalCode !== null) return;
  const ended = new Promise((resolve) => worker.once('exit', resolve));
  worker.kill('SIGKILL');
  await ended;
}
