import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { hostname, uptime } from 'node:os';

let known: string | undefined;

/**
 * A text that no other running kernel has, nor this one after its next boot. All
 * containers of a machine have it in common. Where it cannot be told for certain it may come out
 * differently the next time; then what this kernel left behind is cleaned up later, as another's is.
 */
export function kernelIdentity(): string {
  known ??= bootId() ?? `${hostname()} since ${bootMinute()}`;
  return known;
}

function bootId(): string | undefined {
  try {
    if (process.platform === 'linux') {
      return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim() || undefined;
    }
    if (process.platform === 'darwin') {
      const args = ['-n', 'kern.bootsessionuuid'];
      return execFileSync('/usr/sbin/sysctl', args, { encoding: 'utf8' }).trim() || undefined;
    }
  } catch {
    // A sandbox may hide it.
  }
  return undefined;
}

function bootMinute(): string {
  return new Date(Date.now() - uptime() * 1000).toISOString().slice(0, 16);
}
