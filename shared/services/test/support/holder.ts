import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import {
  isRunning,
  isSupervisor,
  type Process,
  supervised,
  untilNothingIsLeft,
} from './processes.ts';

/** Another process that holds servers. Disposing kills it if a failed test has not. */
export interface Holder extends AsyncDisposable {
  readonly pid: number;
  /** The urls of its servers, PostgreSQL's first. */
  readonly urls: string[];
  /** What runs below it: its supervisors and their servers. */
  readonly below: Process[];
  readonly exited: Promise<unknown>;
  /** Resolves with the next line that it prints. */
  nextLine(): Promise<string>;
}

const program = fileURLToPath(new URL('./hold-services.ts', import.meta.url));

/** Starts `hold-services.ts` in a process group of its own, and resolves when its servers run. */
export async function hold(...args: string[]): Promise<Holder> {
  const child = spawn(process.execPath, ['--import', 'tsx', program, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
  });
  const exited = once(child, 'exit');
  const lines = createInterface({ input: child.stdout as Readable });
  const nextLine = async () => {
    const ended = exited.then(() => Promise.reject(new Error('the holder ended instead')));
    const [line] = await Promise.race([once(lines, 'line'), ended]);
    return line as string;
  };
  const urls: string[] = JSON.parse(await nextLine());
  const pid = child.pid as number;
  const below = supervised(pid);
  const killAll = async () => {
    child.kill('SIGKILL');
    await exited;
    // A stopped supervisor goes on, sees the end of its parent, and cleans up.
    for (const supervisor of below.filter(isSupervisor)) {
      if (isRunning(supervisor)) process.kill(supervisor.pid, 'SIGCONT');
    }
    if (below.length > 0) await untilNothingIsLeft(below);
  };
  return { nextLine, pid, urls, below, exited, [Symbol.asyncDispose]: killAll };
}
