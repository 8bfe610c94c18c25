import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { constants } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runFolder, type ServerRecord } from './assignment.ts';
import { processIdentity } from './process-identity.ts';

/** How every run's folder is called. `mkdtemp` adds six characters to the prefix. */
export const runFolderPattern = /^workbook-(postgres|redis)-[A-Za-z0-9]{6}$/;

/** A supervisor listens within milliseconds of making its folder; one this old never will. */
const unbornAfterMs = 60_000;
const killPatienceMs = 5_000;
const pollMs = 10;

/**
 * Removes what killed runs left behind in `parentFolder`: servers whose supervisor is dead, and
 * their folders. Folders of other users, and of runs that are alive, are not touched. Never throws:
 * what cannot be removed now is left for the next start.
 */
export async function removeLeftovers(parentFolder: string): Promise<void> {
  const names = await readdir(parentFolder).catch(() => []);
  const folders = names.filter((name) => runFolderPattern.test(name));
  await Promise.all(
    folders.map(async (name) => {
      const folder = join(parentFolder, name);
      if (await isAbandoned(folder)) await removeRun(folder).catch(() => {});
    }),
  );
}

/** Stops a run's server, if it still runs, and deletes the run's folder. Its supervisor is dead. */
export async function removeRun(folder: string): Promise<void> {
  const text = await readFile(join(folder, runFolder.server), 'utf8').catch(() => '');
  const server = recordIn(text);
  if (server) await endProcess(server);
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}

/**
 * Whether the folder is ours and its supervisor is dead. The supervisor listens on a socket in its
 * folder for as long as it lives, and the kernel alone decides whether that is so: no pid that may
 * have been used again, and no lock file that a crash leaves behind. Whenever it cannot be told,
 * the run counts as alive.
 */
export async function isAbandoned(folder: string): Promise<boolean> {
  const found = await stat(folder).catch(() => undefined);
  if (!found?.isDirectory() || found.uid !== process.getuid?.()) return false;
  const refusal = await new Promise<string | undefined>((resolve) => {
    const socket = connect(join(folder, runFolder.alive));
    socket.once('connect', () => resolve(undefined));
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code));
    socket.once('close', () => socket.destroy());
    socket.once('connect', () => socket.destroy());
  });
  if (refusal === 'ECONNREFUSED') return true;
  return refusal === 'ENOENT' && Date.now() - found.mtimeMs > unbornAfterMs;
}

/**
 * The record that `text` holds, or undefined. A crash may have left half of it, and it is not believed
 * blindly: a signal to pid 0 or -1 goes to a whole group, or to every process of the user.
 */
function recordIn(text: string): ServerRecord | undefined {
  try {
    const { pid, identity, stopSignal } = JSON.parse(text) as Partial<ServerRecord>;
    const known = typeof identity === 'string' && identity !== '';
    if (!known || !Number.isInteger(pid) || !pid || pid < 2) return undefined;
    if (!stopSignal || !Object.hasOwn(constants.signals, stopSignal)) return undefined;
    return { pid, identity, stopSignal };
  } catch {
    return undefined;
  }
}

/** Ends the process that the record names, unless its pid belongs to another one by now. */
async function endProcess({ pid, identity, stopSignal }: ServerRecord): Promise<void> {
  const isRunning = () => processIdentity(pid) === identity;
  for (const signal of [stopSignal, 'SIGKILL'] as const) {
    if (!isRunning()) return;
    try {
      process.kill(pid, signal);
    } catch {
      return; // It ended between the two lines.
    }
    const deadlineMs = performance.now() + killPatienceMs;
    while (isRunning() && performance.now() < deadlineMs) await sleep(pollMs);
  }
}
