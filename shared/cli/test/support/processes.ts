import { execFileSync } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';

/** A process that is known by more than its pid, which may belong to another process by now. */
export interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly started: string;
  readonly command: string;
}

function all(): Process[] {
  const text = execFileSync('ps', ['-eo', 'pid=,ppid=,stat=,lstart=,args='], { encoding: 'utf8' });
  return text.split('\n').flatMap((line) => {
    const match = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(\S+ +\S+ +\S+ +\S+ +\S+)\s+(.*)$/.exec(line);
    const [, pid, parent, state = '', started = '', command = ''] = match ?? [];
    // A zombie has ended; it only waits to be asked how.
    if (!pid || state.startsWith('Z')) return [];
    return [{ pid: Number(pid), parent: Number(parent), started, command }];
  });
}

/** Everything that `pid` has started, and what that has started, as long as the line is unbroken. */
export function below(pid: number): Process[] {
  const processes = all();
  const found: Process[] = [];
  for (let parents = [pid]; parents.length > 0; ) {
    const children = processes.filter(({ parent }) => parents.includes(parent));
    found.push(...children);
    parents = children.map((child) => child.pid);
  }
  return found;
}

/** Those of `processes` that still run. */
export function running(processes: readonly Process[]): Process[] {
  const now = all();
  return processes.filter(({ pid, started }) =>
    now.some((one) => one.pid === pid && one.started === started),
  );
}

/** Resolves with what `look` returns once that is something; fails after a minute. */
export async function eventually<T>(what: string, look: () => T | undefined): Promise<T> {
  const endMs = performance.now() + 60_000;
  for (;;) {
    const found = look();
    if (found !== undefined) return found;
    if (performance.now() > endMs) throw new Error(`not so after a minute: ${what}`);
    await delay(20);
  }
}
