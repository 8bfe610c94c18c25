import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { kernelIdentity } from '../folders/kernel.ts';

/**
 * A text that no other process has, not even a later one with the same pid, or one in another
 * container or on another machine: a pid alone must never be killed. `undefined` when there is no such
 * process, or only a zombie, or when the process table is not about the pids of this process.
 */
export function processIdentity(pid: number): string | undefined {
  return process.platform === 'linux' ? fromProc(pid) : fromPs(pid);
}

/** The ticks between boot and start are exact, where `ps` computes a date that clock changes move. */
function fromProc(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in parentheses, and may itself hold spaces and `)`.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, startedTicks] = [fields[0], fields[19]];
    if (state === 'Z' || state === 'X') return undefined;
    // In a pid namespace of its own, a process may still see the processes of another one.
    if (readlinkSync('/proc/self') !== String(process.pid)) return undefined;
    return `${kernelIdentity()}:${readlinkSync('/proc/self/ns/pid')}:${pid}:${startedTicks}`;
  } catch {
    return undefined;
  }
}

function fromPs(pid: number): string | undefined {
  try {
    const args = ['-o', 'state=,lstart=', '-p', String(pid)];
    const line = execFileSync('ps', args, {
      encoding: 'utf8',
      env: { PATH: process.env.PATH ?? '/bin:/usr/bin', LC_ALL: 'C', TZ: 'UTC' },
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
    const [state = '', ...started] = line.split(/\s+/);
    if (line === '' || state.startsWith('Z')) return undefined;
    return `${kernelIdentity()}:${pid}:${started.join(' ')}`;
  } catch {
    return undefined;
  }
}
