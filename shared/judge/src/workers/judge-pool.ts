import type { JudgedRun } from '@workbook/explorer';
import {
  compileCacheFolder,
  redisDatabaseIn,
  type ServiceSource,
  type Services,
} from '@workbook/services';
import type { Finding } from '../behaviours/behaviour.ts';
import type { Report } from '../judging/judge.ts';
import type { RacePosition } from '../judging/look-at-race.ts';
import type { RaceRecord } from '../judging/record.ts';
import type { RaceDetail } from '../verdict/race-detail.ts';
import { redisDatabaseOf } from '../world/redis-snapshot.ts';
import { type Job, JobFailed, type Progress } from './job.ts';
import {
  type Answer,
  JudgeProcess,
  type JudgeSettings,
  notWanted,
  type Workplace,
} from './judge-process.ts';

const defaultHangTimeoutMs = 15_000;

/** How long a process may be on the processor without coming back to its event loop, at most. */
const maxHangTimeoutCpuMs = 2000;

export interface PoolOptions {
  /** How many processes work side by side. */
  readonly size: number;
  /**
   * How long a process may tell nothing new before the code counts as hung, 15,000 by default. Code
   * that does not come back to the event loop may be on the processor for as long, and for 2,000 at most.
   */
  readonly hangTimeoutMs?: number;
  /**
   * Called with the address at which a process waits for a debugger, before it runs the first schedule. With
   * it nothing limits how long code may take, the explorer's own limits included.
   */
  readonly onDebugger?: (address: string) => void;
  /** Why there is no Redis among the services, as one sentence: for code that needs one. */
  readonly whyNoRedis?: string;
}

/** A process, as the pool sees it. */
export type Judge = Pick<JudgeProcess, 'ask' | 'usable' | 'end'>;

/** What a pool is made of. */
export interface PoolParts {
  /** Starts a process that calls `onEnd` when it has ended. */
  readonly start?: (settings: JudgeSettings, onEnd: () => void) => Judge;
  /** The folder of what Node has compiled in earlier processes. */
  readonly compileCache?: Promise<string>;
}

type Of<Kind extends Job['kind']> = Omit<Extract<Job, { kind: Kind }>, 'kind'>;

/**
 * Processes that judge races, each in a database of its own. They start when there is work, stay
 * warm, and end with this process.
 */
export class JudgePool implements AsyncDisposable {
  readonly #services: Services;
  readonly #options: PoolOptions;
  readonly #start: NonNullable<PoolParts['start']>;
  readonly #compileCache: Promise<string>;
  readonly #idle: Judge[] = [];
  /** All processes, each with the number of its Redis database: two must never share one. */
  readonly #slots = new Map<Judge, number>();
  readonly #queue: (() => void)[] = [];
  #started = 0;
  #closed = false;

  constructor(
    services: Services,
    options: PoolOptions,
    {
      start = (settings, onEnd) => new JudgeProcess(settings, onEnd),
      compileCache = compileCacheFolder(),
    }: PoolParts = {},
  ) {
    this.#services = services;
    this.#options = options;
    this.#start = start;
    this.#compileCache = compileCache;
    // The first judge that is asked for says what is wrong with it.
    compileCache.catch(() => {});
  }

  /**
   * Judges one race. Throws `JobFailed` when there can be no verdict, of the kind `stopped` when
   * `signal` says that none is wanted any more.
   */
  async judge(
    job: Of<'judge'>,
    onProgress?: (progress: Progress) => void,
    signal?: AbortSignal,
  ): Promise<Report> {
    const answer = await this.#run({ kind: 'judge', ...job }, 'judged', onProgress, signal);
    return answer.report;
  }

  /**
   * Runs one race in every order, and looks at what is stored before and after each move. Throws `JobFailed` when
   * that cannot be, of the kind `stopped` when `signal` says that it is not wanted any more.
   */
  async record(
    job: Of<'record'>,
    onProgress?: (progress: Progress) => void,
    signal?: AbortSignal,
  ): Promise<RaceRecord> {
    const answer = await this.#run({ kind: 'record', ...job }, 'recorded', onProgress, signal);
    return answer.record;
  }

  /** Runs one schedule. Throws `JobFailed` when it does not fit. */
  async replay(job: Of<'replay'>): Promise<JudgedRun<RaceDetail>> {
    const answer = await this.#run({ kind: 'replay', ...job }, 'replayed');
    return answer.run;
  }

  /** Runs one schedule up to its end, and says who could go on. Throws `JobFailed` when it does not fit. */
  async look(job: Of<'look'>): Promise<RacePosition> {
    const answer = await this.#run({ kind: 'look', ...job }, 'looked');
    return answer.position;
  }

  /**
   * Looks at one behaviour of the code. Throws `JobFailed` when it cannot be looked at, of the kind
   * `stopped` when `signal` says that nothing is wanted any more.
   */
  async behave(job: Of<'behave'>, signal?: AbortSignal): Promise<Finding> {
    const answer = await this.#run({ kind: 'behave', ...job }, 'behaved', undefined, signal);
    return answer.finding;
  }

  /**
   * Starts all processes and lets each load `job.file` with the libraries that it uses, so that the
   * first verdict need not wait for that. Throws `JobFailed` when the file does not load.
   */
  async warm(job: Of<'warm'>): Promise<void> {
    const each = Array.from({ length: this.#options.size }, () =>
      this.#run({ kind: 'warm', ...job }, 'warmed'),
    );
    await Promise.all(each);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true;
    for (const wake of this.#queue.splice(0)) wake();
    await Promise.all([...this.#slots.keys()].map((judge) => judge.end()));
  }

  async #run<Kind extends Answer['kind']>(
    job: Job,
    expected: Kind,
    onProgress: (progress: Progress) => void = () => {},
    signal?: AbortSignal,
  ): Promise<Extract<Answer, { kind: Kind }>> {
    const judge = await this.#take();
    try {
      if (signal?.aborted) throw notWanted();
      const answer = await judge.ask(job, onProgress, signal);
      if (answer.kind === expected) return answer as Extract<Answer, { kind: Kind }>;
      throw new JobFailed('broken', `the worker answered with ${answer.kind}`);
    } finally {
      if (judge.usable && !this.#closed) this.#idle.push(judge);
      else await judge.end();
      this.#queue.shift()?.();
    }
  }

  /** An idle process, or a new one, or the next that becomes idle. */
  async #take(): Promise<Judge> {
    const compileCache = await this.#compileCache;
    for (;;) {
      if (this.#closed) throw new JobFailed('broken', 'the judges have been stopped');
      const idle = this.#idle.pop();
      if (idle) return idle;
      if (this.#slots.size < this.#options.size) return this.#add(compileCache);
      await new Promise<void>((resolve) => this.#queue.push(resolve));
    }
  }

  /** Starts a process, which takes the slot of one that has ended. */
  #add(compileCache: string): Judge {
    const taken = new Set(this.#slots.values());
    let slot = 0;
    while (taken.has(slot)) slot += 1;
    const { hangTimeoutMs = defaultHangTimeoutMs, onDebugger } = this.#options;
    const workplace = this.#workplaceOf(slot, hangTimeoutMs);
    const settings = { workplace, compileCache, hangTimeoutMs, onDebugger };
    const judge = this.#start(settings, () => this.#remove(judge));
    this.#slots.set(judge, slot);
    return judge;
  }

  #workplaceOf(slot: number, hangTimeoutMs: number): Workplace {
    const { postgres, redis } = this.#services;
    const inspects = this.#options.onDebugger !== undefined;
    this.#started += 1;
    return {
      postgres: postgres?.url ?? '',
      redis: redis ? redisDatabaseIn(redis.url, redisDatabaseOf(slot)) : '',
      whyNoRedis: redis ? '' : (this.#options.whyNoRedis ?? 'none was started'),
      redisIsOurs: redis !== undefined && isOurs(redis.source),
      name: `workbook_${process.pid}_${this.#started}`,
      inspects,
      hangTimeoutCpuMs: inspects
        ? Number.MAX_SAFE_INTEGER
        : Math.min(hangTimeoutMs, maxHangTimeoutCpuMs),
    };
  }

  #remove(judge: Judge): void {
    this.#slots.delete(judge);
    const idle = this.#idle.indexOf(judge);
    if (idle >= 0) this.#idle.splice(idle, 1);
    this.#queue.shift()?.();
  }
}

/** Whether this run has started the server. Where the run that started this one has it from is not known. */
function isOurs(source: ServiceSource): boolean {
  return source !== 'url' && source !== 'parent';
}
