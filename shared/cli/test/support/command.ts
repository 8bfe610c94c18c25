import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { projectFolder } from './project.ts';

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Start {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Another Node than the pinned one. */
  readonly node?: string;
}

/** In the environment of a command that is to start a PostgreSQL of its own. */
export const ownPostgres = { DATABASE_URL: undefined, WORKBOOK_SERVICES: undefined } as const;

const program = `${projectFolder}/node_modules/.bin/workbook`;

/** Starts the real command, as a shell would, in a process group of its own. */
export function start(args: readonly string[], { cwd, env, node }: Start = {}): ChildProcess {
  return spawn(node ?? process.execPath, [program, ...args], {
    cwd: cwd ?? projectFolder,
    env: { ...process.env, FORCE_COLOR: undefined, NODE_TEST_CONTEXT: undefined, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
}

/** Runs the real command to its end. */
export async function workbook(args: readonly string[], options: Start = {}): Promise<Ended> {
  const child = start(args, options);
  if (!child.stdout || !child.stderr) throw new TypeError('the command has no output to read');
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ]);
  return { code, stdout, stderr: withoutSignsOfLife(stderr) };
}

/** What a command says of its progress every ten seconds depends on how busy the machine is. */
export function withoutSignsOfLife(stderr: string): string {
  return stderr.replace(/^.* \(\d+0 s\)\n/gm, '');
}
