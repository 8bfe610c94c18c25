import { readFile } from 'node:fs/promises';
import { constants } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isListenedOn } from '../folders/listen.ts';
import { marks } from '../folders/names.ts';
import { runFolder, type ServerRecord } from './assignment.ts';
import { processIdentity } from './process-identity.ts';

const killPatienceMs = 5_000;
const pollMs = 10;

/**
 * Ends the server of a run whose supervisor is dead. Resolves to whether nothing of the run is at
 * work any more: a process in another pid namespace cannot be told apart from here, and gets no signal.
 *
 * @param patienceMs How long to wait for what gets no signal, such as a copy that is under way.
 */
export async function endServer(folder: string, patienceMs: number): Promise<boolean> {
  const server = recordIn(await readFile(join(folder, runFolder.server), 'utf8').catch(() => ''));
  const isSignalled = server !== undefined && (await endProcess(server));
  const isIdle = async () => !(await isListenedOn(folder, marks.busy));
  return untilSo(isIdle, isSignalled ? killPatienceMs : patienceMs);
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

/**
 * Ends the process that the record names, unless its pid belongs to another process by now.
 * Resolves to whether it was sent a signal.
 */
async function endProcess({ pid, identity, stopSignal }: ServerRecord): Promise<boolean> {
  const isGone = () => processIdentity(pid) !== identity;
  if (isGone()) return false;
  for (const signal of [stopSignal, 'SIGKILL'] as const) {
    try {
      process.kill(pid, signal);
    } catch {
      return true; // It ended between the two lines.
    }
    if (await untilSo(isGone, killPatienceMs)) break;
  }
  return true;
}

/** Resolves to whether `condition` holds, at the latest when patience runs out. */
async function untilSo(
  condition: () => boolean | Promise<boolean>,
  patienceMs: number,
): Promise<boolean> {
  const deadlineMs = performance.now() + patienceMs;
  for (;;) {
    if (await condition()) return true;
    if (performance.now() >= deadlineMs) return false;
    await sleep(pollMs);
  }
}
