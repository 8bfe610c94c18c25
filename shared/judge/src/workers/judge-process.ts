import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { StartUp } from '../world/start-up.ts';
import { HangTimer } from './hang-timer.ts';
import {
  endlessMark,
  exitMark,
  type Job,
  JobFailed,
  type Message,
  type Order,
  type Progress,
  uncaughtMark,
} from './job.ts';
import { silentServer } from './sign-of-life.ts';
import { isServerAtWork } from './work-of-server.ts';

/** How long a process may go on with a job that is not wanted any more. */
const stopTimeoutMs = 1000;

/** What a process is told of the place where it works. */
export interface Workplace {
  /** The urls of servers; empty where there is none. */
  readonly postgres: string;
  readonly redis: string;
  /** Why there is no Redis, as one sentence; empty where there is one. */
  readonly whyNoRedis: string;
  /** Whether this run has started the Redis server, so that nothing else writes to it. */
  readonly redisIsOurs: boolean;
  /** Whether a debugger steps through the code: then nothing limits how long that takes. */
  readonly inspects: boolean;
  /** How the names of its databases begin. */
  readonly name: string;
  /** How long it may be on the processor without coming back to its event loop. */
  readonly hangTimeoutCpuMs: number;
}

/** What a process that judges is given when it starts. */
export interface JudgeSettings {
  readonly workplace: Workplace;
  /** The folder of what Node has compiled in earlier processes. */
  readonly compileCache: string;
  /** How long it may tell nothing new while it works. */
  readonly hangTimeoutMs: number;
  /** Called when it stands still until a debugger is attached at `address`. */
  readonly onDebugger?: ((address: string) => void) | undefined;
}

/** What a process answers to a job. */
export type Answer = Extract<
  Message,
  { readonly kind: 'judged' | 'recorded' | 'replayed' | 'looked' | 'behaved' | 'warmed' }
>;

/** One process that judges: it does one job at a time, and is ended when it hangs. */
export class JudgeProcess {
  readonly #child: ChildProcess;
  readonly #workplace: Workplace;
  readonly #hangTimeoutMs: number;
  readonly #onDebugger: (address: string) => void;
  /** Whether it has asked to be replaced. */
  #spent = false;

  /** Starts it. `onEnd` is called when it has ended, for whatever reason. */
  constructor(
    { workplace, compileCache, hangTimeoutMs, onDebugger = () => {} }: JudgeSettings,
    onEnd: () => void,
  ) {
    this.#onDebugger = onDebugger;
    this.#workplace = workplace;
    this.#hangTimeoutMs = hangTimeoutMs;
    this.#child = fork(join(import.meta.dirname, 'worker.ts'), [], {
      // Node reads the course's TypeScript by itself; what is under test is translated as it is loaded.
      execArgv: ['--enable-source-maps'],
      env: {
        NODE_COMPILE_CACHE: compileCache,
        ...process.env,
        // Else esbuild begins with a thread of its own, which takes longer than all it has to do here.
        ESBUILD_WORKER_THREADS: '0',
        WORKBOOK_WORKER: JSON.stringify(workplace),
      },
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    // Node keeps what is not listened to, and hands it to the next job.
    this.#child.on('message', () => {});
    this.#child.once('exit', onEnd);
  }

  /** Whether it can take another job. */
  get usable(): boolean {
    return this.#child.connected && !this.#child.killed && !this.#spent;
  }

  /**
   * Lets it do one job. Throws `JobFailed`, of the kind `stopped` when `signal` says that the answer
   * is not wanted any more. Nothing is said against the code before the servers have answered, too.
   */
  async ask(
    job: Job,
    onProgress: (progress: Progress) => void,
    signal?: AbortSignal,
  ): Promise<Answer> {
    let answer: Answer;
    try {
      answer = await this.#ask(job, onProgress, signal);
    } catch (error) {
      if (!(error instanceof JobFailed && error.kind === 'stopped')) await this.#checkServers();
      throw error;
    }
    if (accuses(answer)) await this.#checkServers();
    return answer;
  }

  async #checkServers(): Promise<void> {
    const silent = await silentServer(this.#workplace);
    if (silent !== undefined) throw new JobFailed('broken', silent);
  }

  async #ask(
    job: Job,
    onProgress: (progress: Progress) => void,
    signal?: AbortSignal,
  ): Promise<Answer> {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    using stack = new DisposableStack();
    let startUp: StartUp | undefined;
    const hang = () => {
      void this.end();
      reject(hangs(job.file, startUp, this.#hangTimeoutMs));
    };
    // One that stands at a breakpoint does not hang.
    const timer = this.#workplace.inspects
      ? undefined
      : stack.use(
          new HangTimer(this.#hangTimeoutMs, hang, {
            isAtWork: () => isServerAtWork(this.#workplace),
            answer: () => silentServer(this.#workplace),
          }),
        );
    const errors = this.#collectErrors(stack);
    this.#listen(stack, 'message', (message: Message) => {
      void timer?.hear(message);
      if (message.kind === 'debugger') this.#onDebugger(message.address);
      else if (message.kind === 'spent') this.#spent = true;
      else if (message.kind === 'progress') onProgress(message.progress);
      else if (message.kind === 'starts-up') startUp = message.part;
      else if (message.kind === 'failed') reject(new JobFailed(message.failure, message.message));
      else if (!isSignOfLife(message)) resolve(message);
    });
    // Not at its exit: what it said last, a watchdog's words above all, may still be on its way then.
    this.#listen(stack, 'close', (code: number | null, killedBy: string | null) =>
      reject(signal?.aborted ? notWanted() : ended(job.file, errors(), killedBy ?? `code ${code}`)),
    );
    this.#stopOn(signal, stack);
    this.#tell({ kind: 'job', job });
    return await promise;
  }

  /** Ends it at once, whatever it does. */
  async end(): Promise<void> {
    const child = this.#child;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
    await promise;
  }

  /** A process stops between two runs, and stays warm; one that takes too long is ended. */
  #stopOn(signal: AbortSignal | undefined, stack: DisposableStack): void {
    let timeout: NodeJS.Timeout | undefined;
    const stop = () => {
      this.#tell({ kind: 'stop' });
      timeout = setTimeout(() => void this.end(), stopTimeoutMs);
    };
    signal?.addEventListener('abort', stop);
    stack.defer(() => {
      clearTimeout(timeout);
      signal?.removeEventListener('abort', stop);
    });
  }

  /** Gives what the process has written to its standard error, the end of it where it is much. */
  #collectErrors(stack: DisposableStack): () => string {
    let text = '';
    const add = (chunk: Buffer) => {
      text = (text + chunk.toString()).slice(-4000);
    };
    this.#child.stderr?.on('data', add);
    stack.defer(() => this.#child.stderr?.off('data', add));
    return () => text;
  }

  #listen<Args extends unknown[]>(
    stack: DisposableStack,
    event: string,
    listener: (...args: Args) => void,
  ): void {
    this.#child.on(event, listener as (...args: unknown[]) => void);
    stack.defer(() => this.#child.off(event, listener as (...args: unknown[]) => void));
  }

  /** A process that has ended cannot be told anything; its end is heard of on its own. */
  #tell(order: Order): void {
    this.#child.send(order, () => {});
  }
}

/** What a job fails with whose answer is not wanted any more. */
export function notWanted(): JobFailed {
  return new JobFailed('stopped', 'the verdict is not wanted any more');
}

/** Whether a message says no more than that the process is at work. */
function isSignOfLife(
  message: Message,
): message is Extract<Message, { readonly kind: 'ready' | 'beat' | 'waited' }> {
  return message.kind === 'ready' || message.kind === 'beat' || message.kind === 'waited';
}

/** Whether an answer says anything against the code. */
function accuses(answer: Answer): boolean {
  if (answer.kind === 'judged') return answer.report.exploration.verdict !== 'prevented';
  return answer.kind === 'replayed' && answer.run.violation !== undefined;
}

/** What never came to its end, and what to look for. */
function hangs(file: string, startUp: StartUp | undefined, hangTimeoutMs: number): JobFailed {
  const time = `${hangTimeoutMs / 1000} s`;
  if (startUp === undefined)
    return new JobFailed(
      'endless',
      `${file} has not answered for ${time}: is there a promise that is never settled, or a connection that is never released?`,
    );
  if (startUp === 'loading')
    return new JobFailed(
      'cannot-load',
      `${file} has not loaded within ${time}: is there an await outside of all functions whose promise is never settled?`,
    );
  return new JobFailed(
    'set-up-failed',
    `${startUp}(resources) of ${file} has not come to its end within ${time}: what does it wait for?`,
  );
}

/** Why a process has ended: its watchdog's words, or the first error that it has written. */
function ended(file: string, errors: string, how: string): JobFailed {
  if (errors.includes(endlessMark)) {
    const place = errors.split(endlessMark)[1]?.split('\n')[0]?.trim();
    return new JobFailed(
      'endless',
      `${file} ${endlessMark}: is there an endless loop${place ? ` at ${place.slice(1, -1)}` : ''}?`,
    );
  }
  const [, exit] = errors.split(exitMark);
  if (exit !== undefined) {
    const call = exit.split('\n')[0]?.trim();
    return new JobFailed(
      'set-up-failed',
      `${file} ends the process that it runs in, with ${call}: a service answers until it is closed`,
    );
  }
  const [, uncaught] = errors.split(uncaughtMark);
  if (uncaught !== undefined) {
    const error = uncaught.split('\n')[0]?.trim();
    return new JobFailed(
      'broken',
      `${file} throws an error that nothing catches, which ends the process that it runs in: ${error}`,
    );
  }
  const lines = errors.trim().split('\n');
  const error = lines.find((line) => /error/i.test(line)) ?? '';
  return new JobFailed('broken', `the process that ran ${file} ended (${how}) ${error}`.trim());
}
