import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { JudgedRun } from '@workbook/explorer';
import type { Services } from '@workbook/services';
import { type Job, JobFailed, type Message, type Progress } from './job.ts';
import type { Report } from './judge.ts';

export interface PoolOptions {
  /** How many processes work side by side. */
  readonly size: number;
  /** How long a worker may say nothing before it is taken for endless. Default 15,000. */
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
  readonly #queue: (() => void)[] = [];
  #started = 0;
  #closed = false;

  constructor(services: Services, options: PoolOptions) {
    this.#services = services;
    this.#options = options;
  }

  /** Judges one race. Throws `JobFailed` when there can be no verdict. */
  async judge(
    job: Omit<Extract<Job, { kind: 'judge' }>, 'kind'>,
    onProgress: (progress: Progress) => void = () => {},
  ): Promise<Report> {
    const message = await this.#run({ kind: 'judge', ...job }, onProgress);
    if (message.kind !== 'judged')
      throw new JobFailed('broken', `the worker answered with ${message.kind}`);
    return message.report;
  }

  /** Runs one schedule. Throws `JobFailed` when it does not fit. */
  async replay(job: Omit<Extract<Job, { kind: 'replay' }>, 'kind'>): Promise<JudgedRun> {
    const message = await this.#run({ kind: 'replay', ...job }, () => {});
    if (message.kind !== 'replayed')
      throw new JobFailed('broken', `the worker answered with ${message.kind}`);
    return message.run;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    for (const wake of this.#queue.splice(0)) wake();
    await Promise.all([...this.#all].map((worker) => end(worker)));
  }

  async #run(job: Job, onProgress: (progress: Progress) => void): Promise<Message> {
    const worker = await this.#take();
    try {
      return await this.#ask(worker, job, onProgress);
    } finally {
      if (worker.connected && !this.#closed) this.#idle.push(worker);
      this.#queue.shift()?.();
    }
  }

  async #take(): Promise<ChildProcess> {
    for (;;) {
      if (this.#closed) throw new JobFailed('broken', 'the judges have been stopped');
      const idle = this.#idle.pop();
      if (idle) return idle;
      if (this.#all.size < this.#options.size) return this.#start();
      await new Promise<void>((resolve) => this.#queue.push(resolve));
    }
  }

  #start(): ChildProcess {
    this.#started += 1;
    const { postgres, redis } = this.#services;
    const place = {
      postgres: postgres?.url ?? '',
      redis: redis ? withDatabase(redis.url, (this.#started - 1) % 8) : '',
      name: `workbook_${process.pid}_${this.#started}`,
    };
    const worker = fork(join(import.meta.dirname, 'worker.ts'), [], {
      // Resolved here, so that the folder in which a command is run does not matter.
      execArgv: ['--enable-source-maps', '--import', import.meta.resolve('tsx')],
      env: { ...process.env, WORKBOOK_WORKER: JSON.stringify(place) },
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#all.add(worker);
    worker.once('exit', () => this.#all.delete(worker));
    return worker;
  }

  #ask(worker: ChildProcess, job: Job, onProgress: (progress: Progress) => void): Promise<Message> {
    const { silenceMs = 15_000 } = this.#options;
    return new Promise((resolve, reject) => {
      let complaint = '';
      const silence = setTimeout(() => {
        finish();
        void end(worker);
        reject(
          new JobFailed(
            'endless',
            `${job.file} kept its process busy for ${silenceMs / 1000} s without an answer: is there an endless loop?`,
          ),
        );
      }, silenceMs);
      const onStderr = (chunk: Buffer) => {
        complaint = (complaint + chunk.toString()).slice(-4000);
      };
      const onMessage = (message: Message) => {
        silence.refresh();
        if (message.kind === 'ready') return;
        if (message.kind === 'progress') return onProgress(message.progress);
        finish();
        if (message.kind === 'failed') reject(new JobFailed(message.failure, message.message));
        else resolve(message);
      };
      const onExit = (code: number | null, signal: string | null) => {
        finish();
        const last =
          complaint
            .trim()
            .split('\n')
            .find((line) => /error/i.test(line)) ?? '';
        reject(
          new JobFailed(
            'broken',
            `the process that ran ${job.file} ended (${signal ?? `code ${code}`}) ${last}`.trim(),
          ),
        );
      };
      const finish = () => {
        clearTimeout(silence);
        worker.off('message', onMessage).off('exit', onExit);
        worker.stderr?.off('data', onStderr);
      };
      worker.on('message', onMessage).on('exit', onExit);
      worker.stderr?.on('data', onStderr);
      worker.send(job);
    });
  }
}

/** Every worker has a Redis database of its own. */
function withDatabase(url: string, number: number): string {
  const own = new URL(url);
  own.pathname = `/${number}`;
  return own.href;
}

async function end(worker: ChildProcess): Promise<void> {
  if (worker.exitCode !== null || worker.signalCode !== null) return;
  const ended = new Promise((resolve) => worker.once('exit', resolve));
  worker.kill('SIGKILL');
  await ended;
}
