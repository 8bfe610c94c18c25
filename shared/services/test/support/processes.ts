import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAbandoned } from '../../src/folders/is-abandoned.ts';
import { runFolderPattern } from '../../src/folders/names.ts';
import { processIdentity } from '../../src/supervisor/process-identity.ts';
import { ownFolder } from './own-folder.ts';

const deadlineMs = 30_000;
const pollMs = 10;

/** Resolves once `condition` holds; fails with `what` when it does not become so. */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
): Promise<void> {
  const endMs = performance.now() + deadlineMs;
  while (!(await condition())) {
    if (performance.now() > endMs) throw new Error(`not so after ${deadlineMs / 1000} s: ${what}`);
    await sleep(pollMs);
  }
}

/** A process that is remembered by more than its pid. */
export interface Process {
  readonly pid: number;
  readonly identity: string;
  readonly command: string;
}

export const isRunning = ({ pid, identity }: Process) => processIdentity(pid) === identity;

/** The supervisors that `pid` has started, their servers, and the servers' own processes. */
export function supervised(pid: number): Process[] {
  const lines = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n');
  const all = lines.flatMap((line) => {
    const [, child, parent, command = ''] = line.match(/^\s*(\d+)\s+(\d+)\s+(.*)$/) ?? [];
    return child ? [{ pid: Number(child), parent: Number(parent), command }] : [];
  });
  const found: Process[] = [];
  const supervisors = all.filter((child) => child.parent === pid && isSupervisor(child));
  for (let generation = supervisors; generation.length > 0; ) {
    for (const { pid: member, command } of generation) {
      const identity = processIdentity(member);
      if (identity) found.push({ pid: member, identity, command });
    }
    const parents = generation.map((member) => member.pid);
    generation = all.filter(({ parent }) => parents.includes(parent));
  }
  return found;
}

export const isSupervisor = ({ command }: { command: string }) => command.includes('supervisor.ts');

/** The names of the folders of runs in this test's temporary folder. */
export function runFolders(): string[] {
  return readdirSync(ownFolder).filter((name) => runFolderPattern.test(name));
}

/**
 * Resolves once all runs here count as abandoned. A supervisor that was killed with kill -9 is dead a
 * moment later: until the kernel has closed its socket, it counts as alive.
 */
export async function untilAbandoned(): Promise<void> {
  for (const name of runFolders())
    await until(`${name} is abandoned`, () => isAbandoned(join(ownFolder, name)));
}

/** Resolves once none of the processes runs and no folder of a run is left. */
export async function untilNothingIsLeft(processes: readonly Process[]): Promise<void> {
  await until('all processes ended', () => !processes.some(isRunning));
  await until('all folders are gone', () => runFolders().length === 0);
}
