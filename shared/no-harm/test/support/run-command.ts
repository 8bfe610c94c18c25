import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { spawn as spawnInTerminal } from '@lydell/node-pty';
import type { CommandRow } from './commands.ts';

const projectFolder = fileURLToPath(new URL('../../../../', import.meta.url));

export interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** Runs a command as a shell would, in a process group of its own, with these settings. */
export async function runCommand(
  { command, endedBy, showsBeforeQ }: CommandRow,
  settings: NodeJS.ProcessEnv,
): Promise<Ended> {
  const {
    NODE_TEST_CONTEXT: _context,
    WORKBOOK_SERVICES: _services,
    SERVICES: _containers,
    ...inherited
  } = process.env;
  const environment = { ...inherited, PORT: '0', ...settings };
  if (showsBeforeQ) return runInTerminal(command, showsBeforeQ, environment);
  const child = spawn('sh', ['-c', command], {
    cwd: projectFolder,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let output = '';
  let used: Promise<void> | undefined;
  const hear = (chunk: Buffer) => {
    output += chunk;
    const [, url] = /^listening on (\S+)$/m.exec(output) ?? [];
    if (url && endedBy) used ??= useAndEnd(url, child, endedBy);
    const [, pages, token] = /(http:\S+\/)attempt\.html#token=(\S+)/.exec(output) ?? [];
    if (pages && token && endedBy) used ??= playAndEnd(pages, token, child, endedBy);
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const [code] = await once(child, 'close');
  await used;
  return { code, output };
}

async function runInTerminal(
  command: string,
  shows: string,
  environment: NodeJS.ProcessEnv,
): Promise<Ended> {
  const terminal = spawnInTerminal('sh', ['-c', command], {
    cols: 80,
    rows: 24,
    cwd: projectFolder,
    env: environment,
  });
  let output = '';
  terminal.onData((text) => {
    const isNew = !output.includes(shows);
    output += text;
    if (isNew && output.includes(shows)) terminal.write('q');
  });
  return new Promise((resolve) => {
    terminal.onExit(({ exitCode }) => resolve({ code: exitCode, output }));
  });
}

/** Lets the pages judge an attempt and run a schedule on it, and ends all processes of the command. */
async function playAndEnd(
  pages: string,
  token: string,
  child: ChildProcess,
  signal: NodeJS.Signals,
): Promise<void> {
  const events = await fetch(new URL('live/events', pages));
  const decoder = new TextDecoder();
  let heard = '';
  for await (const chunk of events.body ?? []) {
    heard += decoder.decode(chunk, { stream: true });
    if (/"stage":"(red|green|inconclusive)"/.test(heard)) break;
  }
  const { ok } = await fetch(new URL('live/play', pages), {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'workbook-token': token },
    body: JSON.stringify({ step: '06', race: 'lost-update', code: 'mine', schedule: 'AABB' }),
  });
  process.kill(-(child.pid as number), signal);
  if (!ok) throw new Error('the pages did not play');
}

/** Lets the server store something, and ends all processes of the command. */
async function useAndEnd(url: string, child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const opened = await fetch(`${url}/accounts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ owner: 'ann', opening: 100 }),
  });
  await fetch(new URL(opened.headers.get('location') ?? '', url));
  process.kill(-(child.pid as number), signal);
}
