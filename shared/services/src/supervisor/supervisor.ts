/**
 * The process between the workbook and one server. It runs in a session of its own, so that no
 * Ctrl-C reaches it, and holds one end of a pipe to its parent. However the parent ends, `kill -9`
 * included, the kernel closes the pipe: then the supervisor stops the server, deletes the run's
 * folder and ends. It is run by plain Node, so it imports no package.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Listening, listenIn } from '../folders/listen.ts';
import { marks } from '../folders/names.ts';
import { openRunFolder } from '../folders/open-run-folder.ts';
import { removeFolder } from '../folders/remove-folder.ts';
import { reasonOf } from '../model/reason.ts';
import {
  type Assignment,
  type Command,
  homeMark,
  type Order,
  type Report,
  runFolder,
} from './assignment.ts';
import { processIdentity } from './process-identity.ts';

const outputKeptChars = 8_000;
const stopPatienceMs = 5_000;

let folder: string | undefined;
let home = '';
/** Passed on to every command, so that each keeps the socket for as long as it runs. */
let busy: Listening | undefined;
let stopping = false;
/** The server was told to end, and must be started again. */
let halting = false;
let assigned: Assignment | undefined;
let running:
  | { child: ChildProcess; exited: Promise<unknown>; stopSignal: NodeJS.Signals }
  | undefined;

function report(message: Report): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}

/** Makes the run's folder. Only its owner can list it; the account can pass through to `home`. */
async function makeFolder(assignment: Assignment): Promise<void> {
  ({ path: folder } = await openRunFolder(assignment.parentFolder, assignment.kind));
  chmodSync(folder, 0o711);
  busy = await listenIn(folder, marks.busy);

  home = join(folder, runFolder.home);
  mkdirSync(home, { mode: 0o700 });
  const owned = [home];
  for (const [name, text] of Object.entries(assignment.files)) {
    writeFileSync(join(home, name), text, { mode: 0o600 });
    owned.push(join(home, name));
  }
  const { account } = assignment;
  if (account) for (const path of owned) chownSync(path, account.uid, account.gid);
  report({ type: 'folder', folder, home });
}

/** Starts a command and collects the end of its output; `onLine` sees each line as it comes. */
function start(
  assignment: Assignment,
  command: Command,
  stopSignal: NodeJS.Signals,
  onLine?: (line: string) => void,
): { pid: number | undefined; exited: Promise<{ how: string; ok: boolean; output: string }> } {
  const account = command.asCaller ? undefined : assignment.account;
  const child = spawn(
    command.file,
    command.args.map((arg) => arg.replaceAll(homeMark, () => home)),
    {
      cwd: home,
      env: assignment.environment,
      stdio: ['ignore', 'pipe', 'pipe', busy?.fd],
      ...(account && { uid: account.uid, gid: account.gid }),
    },
  );
  let output = '';
  let partialLine = '';
  const collect = (chunk: string) => {
    output = (output + chunk).slice(-outputKeptChars);
    const lines = (partialLine + chunk).split('\n');
    partialLine = lines.pop() ?? '';
    if (onLine) lines.forEach(onLine);
  };
  child.stdout?.setEncoding('utf8').on('data', collect);
  child.stderr?.setEncoding('utf8').on('data', collect);
  const exited = new Promise<{ how: string; ok: boolean; output: string }>((resolve) => {
    child.once('error', (error) => resolve({ how: error.message, ok: false, output }));
    // 'close' rather than 'exit': by then the last words have been read.
    child.once('close', (code, signal) =>
      resolve({ how: `ended with ${signal ?? `code ${code}`}`, ok: code === 0, output }),
    );
  });
  running = { child, exited, stopSignal };
  return { pid: child.pid, exited };
}

async function work(assignment: Assignment): Promise<void> {
  await makeFolder(assignment);
  for (const command of assignment.preparation) {
    if (stopping) return;
    const { how, ok, output } = await start(assignment, command, 'SIGTERM').exited;
    if (!ok) {
      report({ type: 'failed', reason: `${command.file} ${how}`, output });
      return;
    }
  }
  if (stopping) return;
  if (assignment.server) await serve(assignment, assignment.server);
  else report({ type: 'ready' });
}

/** Runs the server until it ends. */
async function serve(
  assignment: Assignment,
  server: NonNullable<Assignment['server']>,
): Promise<void> {
  halting = false;
  const readyPattern = new RegExp(server.readyPattern);
  let ready = false;
  const { pid, exited } = start(assignment, server, server.stopSignal, (line) => {
    if (ready || !readyPattern.test(line)) return;
    ready = true;
    report({ type: 'ready' });
  });
  if (pid !== undefined) {
    const record = { pid, identity: processIdentity(pid) ?? '', stopSignal: server.stopSignal };
    writeFileSync(join(folder as string, runFolder.server), JSON.stringify(record), {
      mode: 0o600,
    });
  }
  const { how, output } = await exited;
  running = undefined;
  if (stopping) return;
  if (halting) report({ type: 'halted' });
  else report({ type: 'failed', reason: `${server.file} ${how}`, output });
}

/** Does to the server what it was ordered to. What is done already is answered at once. */
async function obey(order: Order): Promise<void> {
  if (order.type === 'start') {
    if (running) report({ type: 'ready' });
    else if (assigned?.server) await serve(assigned, assigned.server);
    return;
  }
  if (order.type === 'halt') {
    if (!running) return report({ type: 'halted' });
    halting = true;
    end(running.child, order.signal);
    return;
  }
  const isFreeze = order.type === 'freeze';
  running?.child.kill(isFreeze ? 'SIGSTOP' : 'SIGCONT');
  report({ type: isFreeze ? 'frozen' : 'thawed' });
}

function end(child: ChildProcess, signal: NodeJS.Signals): void {
  child.kill(signal);
  // One that is frozen hears no signal until it goes on.
  child.kill('SIGCONT');
}

/** Ends whatever runs, deletes the folder and ends this process. Never returns. */
async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  if (running) {
    const { child, exited, stopSignal } = running;
    end(child, stopSignal);
    const impatience = setTimeout(() => child.kill('SIGKILL'), stopPatienceMs);
    await exited;
    clearTimeout(impatience);
  }
  if (folder) await removeFolder(folder);
  process.exit(0);
}

function stopNow(): void {
  void stop().catch(() => process.exit(1));
}

// When the parent is gone there is no process to report to.
process.stdout.on('error', () => {});
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stopNow);

let received = '';
process.stdin.setEncoding('utf8');
process.stdin.on('error', stopNow).on('close', stopNow).on('end', stopNow);
process.stdin.on('data', (chunk: string) => {
  const lines = (received + chunk).split('\n');
  received = lines.pop() ?? '';
  for (const line of lines) hear(line);
});

/** The first line is the assignment, every further one an order. */
function hear(line: string): void {
  const done = assigned ? obey(JSON.parse(line) as Order) : begin(JSON.parse(line) as Assignment);
  done.catch((error: unknown) => {
    report({ type: 'failed', reason: reasonOf(error), output: '' });
  });
}

async function begin(first: Assignment): Promise<void> {
  assigned = first;
  await work(first);
}
