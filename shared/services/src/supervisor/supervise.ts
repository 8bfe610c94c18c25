import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { compileCacheFolder } from '../folders/cache-folder.ts';
import type { Assignment, Order, Report } from './assignment.ts';
import { removeRun } from './leftovers.ts';

/** A server that runs under its supervisor, or a prepared folder. Disposing ends and deletes it. */
export interface Supervised extends AsyncDisposable {
  /** The run's home folder, an absolute path. */
  readonly home: string;
  /** Gives an order and resolves when it is carried out. One at a time. */
  order(order: Order): Promise<void>;
}

/** How the supervisor answers each order. */
const answers = { halt: 'halted', start: 'ready', freeze: 'frozen', thaw: 'thawed' } as const;

/** The server, or a command of its preparation, ended before it was ready. */
export class DidNotStart extends Error {
  override readonly name = 'DidNotStart';
  /** The end of what it printed. */
  readonly output: string;

  constructor(reason: string, output: string) {
    super(reason);
    this.output = output;
  }
}

/** A start takes a fraction of a second; on a machine this slow nothing else would work either. */
const startPatienceMs = 60_000;

/** A command that lost its supervisor may take this long to end. */
const endPatienceMs = 5_000;

/** How long to wait for a server, and what to call when it is lost. */
export interface SuperviseOptions {
  /** How long the preparation and the start may take. */
  readonly patienceMs?: number;
  /** Called with one sentence when the server ends without being told to. */
  readonly onLost?: (sentence: string) => void;
}

/**
 * Starts a supervisor with `assignment` and resolves once the server is ready. What was started
 * ends with this process, however this process ends.
 *
 * @throws DidNotStart
 */
export async function supervise(
  assignment: Assignment,
  { patienceMs = startPatienceMs, onLost = () => {} }: SuperviseOptions = {},
): Promise<Supervised> {
  const supervisor = await spawnSupervisor();
  const exited = once(supervisor, 'exit');
  let folder: string | undefined;
  let home = '';
  let ready = false;
  let stopped: Promise<void> | undefined;
  let awaited: { answer: Report['type']; resolve(): void; reject(error: Error): void } | undefined;

  const order = async (next: Order) => {
    keepAlive(supervisor, true);
    try {
      await new Promise<void>((resolve, reject) => {
        awaited = { answer: answers[next.type], resolve, reject };
        supervisor.stdin?.write(`${JSON.stringify(next)}\n`);
      });
    } finally {
      awaited = undefined;
      keepAlive(supervisor, false);
    }
  };

  const stop = () => {
    stopped ??= (async () => {
      keepAlive(supervisor, true);
      supervisor.stdin?.end();
      await exited;
      // A supervisor that was itself killed has left this to us.
      if (folder) await removeRun(folder, endPatienceMs);
    })();
    return stopped;
  };

  try {
    await new Promise<void>((resolve, reject) => {
      const impatience = setTimeout(() => {
        reject(new DidNotStart(`not ready after ${patienceMs / 1000} s`, ''));
      }, patienceMs);
      exited.then(() => {
        clearTimeout(impatience);
        const tooEarly = new DidNotStart('its supervisor ended too early', '');
        reject(tooEarly);
        awaited?.reject(tooEarly);
        if (ready && !stopped) onLost('a server was stopped because its supervisor was killed');
        // What cannot be removed now is left for the next start.
        stop().catch(() => {});
      }, reject);
      createInterface({ input: supervisor.stdout as Socket }).on('line', (line) => {
        const report = JSON.parse(line) as Report;
        if (report.type === 'folder') ({ folder, home } = report);
        if (report.type === 'ready') {
          ready = true;
          clearTimeout(impatience);
          resolve();
        }
        if (report.type === awaited?.answer) awaited.resolve();
        if (report.type === 'failed') {
          clearTimeout(impatience);
          const failure = new DidNotStart(report.reason, report.output);
          reject(failure);
          awaited?.reject(failure);
          if (ready && !stopped) onLost(`a server ended unexpectedly: ${report.reason}`);
        }
      });
      supervisor.stdin?.on('error', () => {});
      supervisor.stdin?.write(`${JSON.stringify(assignment)}\n`);
    });
  } catch (error) {
    await stop();
    throw error;
  }
  keepAlive(supervisor, false);
  return { home, order, [Symbol.asyncDispose]: stop };
}

/** A supervisor must not keep its parent running: a program that forgets to dispose may just end. */
function keepAlive(supervisor: ChildProcess, keep: boolean): void {
  for (const handle of [supervisor, supervisor.stdin as Socket, supervisor.stdout as Socket]) {
    if (keep) handle.ref();
    else handle.unref();
  }
}

async function spawnSupervisor(): Promise<ChildProcess> {
  const file = fileURLToPath(new URL('./supervisor.ts', import.meta.url));
  // Node runs TypeScript by itself since 22.18; an older one needs tsx, and takes longer.
  const loader = process.features.typescript ? [] : ['--import', import.meta.resolve('tsx')];
  const child = spawn(process.execPath, [...loader, file], {
    // A session of its own: Ctrl-C goes to the whole process group, and must not end it early.
    detached: true,
    cwd: '/',
    stdio: ['pipe', 'pipe', 'ignore'],
    env: {
      PATH: process.env.PATH,
      NODE_COMPILE_CACHE: await compileCacheFolder(),
    },
  });
  await once(child, 'spawn');
  return child;
}
