import { type ChildProcess, fork } from 'node:child_process';
import { extname } from 'node:path';
import { ExplorationError } from '../model/errors.ts';
import type { Exploration, Learnt } from '../model/exploration.ts';
import type { ExploreOptions, StorageUrls } from '../model/options.ts';
import type { JudgedRun, Scenario } from '../model/scenario.ts';
import { checkOptions } from '../search/check-options.ts';
import type { Finding, SearchExecutor } from '../search/finding.ts';
import type { Branch } from '../search/frontier.ts';
import { Search } from '../search/search.ts';
import { type Answer, errorIn, type Question } from './messages.ts';

/** What the module of a pool exports under the name `openScenario`; called in each of the processes. */
export type OpenScenario<Subject, Detail = undefined> = (
  subject: Subject,
  urls: StorageUrls,
) => Promise<Scenario<Detail> & Partial<AsyncDisposable>>;

/** How the processes of a pool are started; the constructor says what each option does. */
export interface PoolOptions {
  readonly execArgv?: readonly string[];
  readonly oneCoreEach?: boolean;
}

/**
 * Processes that share the work of one search, each with storage of its own: it finds what `explore`
 * finds, to the last count, and sooner. They stay for the next search, until they are disposed of.
 */
export class ExplorerPool<Subject, Detail = undefined> implements AsyncDisposable {
  readonly #module: URL;
  readonly #processes: readonly ExplorerProcess<Detail>[];
  readonly #oneCoreEach: boolean;
  #exploring = false;

  /**
   * Starts a process for each of `storages`.
   *
   * @param module Exports `openScenario`, an `OpenScenario`. It is loaded in the processes, and must
   *   put the libraries of the code under test under control there (`controlPostgres`, for example).
   * @param storages Two of them must not name the same database.
   * @param options.execArgv How Node is started there: by default, as here. Without `tsx`
   *   it starts sooner and runs faster, where it can read the module by itself.
   * @param options.oneCoreEach Whether each process stays on a core of its own, together with the
   *   PostgreSQL sessions of its database. That is faster while the cores have nothing else to do, and
   *   happens on Linux with `taskset`, where the server is on the same machine.
   */
  constructor(
    module: URL,
    storages: readonly StorageUrls[],
    { execArgv, oneCoreEach = false }: PoolOptions = {},
  ) {
    if (storages.length === 0)
      throw new ExplorationError('a pool needs the storage of one process at least, and got none');
    for (const urls of storages) checkOptions(urls);
    this.#module = module;
    this.#oneCoreEach = oneCoreEach;
    this.#processes = storages.map((urls) => new ExplorerProcess<Detail>(urls, execArgv));
  }

  /**
   * Runs the scenario that `openScenario(subject, urls)` makes, in every order. One search at a time.
   *
   * Throws what `explore` throws, and `ExplorationError` when a process ends before it has answered.
   *
   * @param subject Any value that can be sent to another process.
   */
  async explore(
    subject: Subject,
    options: Omit<ExploreOptions, 'postgresUrl' | 'redisUrl' | 'leaveToServer' | 'mayEscape'> = {},
  ): Promise<Exploration<Detail>> {
    checkOptions(options);
    if (this.#exploring)
      throw new ExplorationError('this pool is at work on a search: wait for it, or use another');
    this.#exploring = true;
    try {
      const { onProgress: _, ...sendable } = options;
      const opening = { kind: 'open', module: this.#module.href, subject } as const;
      await Promise.all(
        this.#processes.map((process, at) =>
          process.ask({
            ...opening,
            urls: process.urls,
            options: sendable,
            at,
            onOneCore: this.#oneCoreEach,
          }),
        ),
      );
      for (const process of this.#processes) process.reusesInstances = !options.alwaysFresh;
      return await new Search(this.#processes, options).all();
    } finally {
      await Promise.allSettled(this.#processes.map((process) => process.ask({ kind: 'close' })));
      this.#exploring = false;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#processes.map((process) => process.end()));
  }
}

/** `.ts` here, `.js` in the package. */
const extension = extname(import.meta.url);

interface Asked {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

class ExplorerProcess<Detail> implements SearchExecutor<Detail> {
  /** Two bundles: while one is answered the next is on its way, so that no process idles. */
  readonly capacity = 4;
  reusesInstances = true;
  readonly urls: StorageUrls;
  readonly #child: ChildProcess;
  /** In the order in which they are answered. */
  readonly #asked: Asked[] = [];
  readonly #bundle: Question[] = [];
  #gone: ExplorationError | undefined;

  constructor(urls: StorageUrls, execArgv: readonly string[] = process.execArgv) {
    this.urls = urls;
    this.#child = fork(new URL(`explorer-process${extension}`, import.meta.url), [], {
      // A run leaves garbage that dies young: with room for it, V8 need not collect it so often.
      execArgv: ['--min-semi-space-size=16', ...execArgv],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.#child.on('message', (answers: readonly Answer[]) => {
      for (const answer of answers) {
        const asked = this.#asked.shift();
        if ('error' in answer) asked?.reject(errorIn(answer.error));
        else asked?.resolve(answer.value);
      }
    });
    this.#child.once('exit', (code, signal) => this.#lost(signal ?? `code ${code}`));
    this.#child.once('error', (error) => this.#lost(error.message));
  }

  ask(question: Question): Promise<unknown> {
    if (this.#gone) return Promise.reject(this.#gone);
    return new Promise((resolve, reject) => {
      this.#asked.push({ resolve, reject });
      if (this.#bundle.length === 0) setImmediate(() => this.#sendBundle());
      this.#bundle.push(question);
    });
  }

  /** A message wakes up both processes: what is asked in one turn of the event loop is sent as one. */
  #sendBundle(): void {
    const questions = this.#bundle.splice(0);
    this.#child.send(questions, (error) => error && this.#lost(error.message));
  }

  find(branch: Branch): Promise<Finding | undefined> {
    return this.ask({ kind: 'find', branch }) as Promise<Finding | undefined>;
  }

  confirm(finding: Finding): Promise<JudgedRun<Detail>> {
    return this.ask({ kind: 'confirm', finding }) as Promise<JudgedRun<Detail>>;
  }

  renewInstances(): void {
    this.reusesInstances = false;
    this.ask({ kind: 'renew' }).catch(() => {});
  }

  executeAllSends(): void {
    this.ask({ kind: 'execute-all-sends' }).catch(() => {});
  }

  takeTime(): void {
    this.ask({ kind: 'take-time' }).catch(() => {});
  }

  know(learnt: Learnt): void {
    this.ask({ kind: 'know', learnt }).catch(() => {});
  }

  async end(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill('SIGKILL');
    await ended;
  }

  #lost(why: string): void {
    this.#gone ??= new ExplorationError(`a process of the search ended too early (${why})`);
    for (const { reject } of this.#asked.splice(0)) reject(this.#gone);
  }
}
