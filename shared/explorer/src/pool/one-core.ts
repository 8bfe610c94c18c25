import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Keeps this process, and the PostgreSQL sessions that it talks to, on one core. A process
 * that answers one on another core has to wake that core up first, which takes longer than the answer.
 *
 * `taskset` does it, so it is done on Linux, and for a server on the same machine; elsewhere, nothing
 * happens. It is only about speed, so whatever fails is left as it is.
 */
export class OneCore {
  readonly #core: number;
  readonly #database: string;
  readonly #kept = new Set<number>();
  #seen: ReadonlySet<number> = new Set();

  /**
   * @param at Which one of the cores that this process may use, counted from 0, and from there again
   *   where there are fewer.
   * @param database The name of the database whose sessions to keep there.
   */
  constructor(at: number, database: string) {
    const cores = coresOf('self');
    this.#core = cores[at % cores.length] ?? 0;
    this.#database = database;
  }

  /** Keeps this process and the sessions `pids` on the core, those of them that are on this machine. */
  async keep(pids: readonly number[]): Promise<void> {
    const added = pids.filter((pid) => !this.#kept.has(pid) && this.#isSession(pid));
    for (const pid of added) this.#kept.add(pid);
    await moveTo(this.#core, [process.pid, ...added]);
  }

  /**
   * The same for new sessions among `pids`, once they have outlived a run: moving one costs as much
   * as a run.
   */
  async keepThoseThatLast(pids: readonly number[]): Promise<void> {
    const lasting = pids.filter((pid) => this.#seen.has(pid) && !this.#kept.has(pid));
    this.#seen = new Set(pids);
    if (lasting.length > 0) await this.keep(lasting);
  }

  /** A server in a container or elsewhere has process ids that mean something else here. */
  #isSession(pid: number): boolean {
    const title = readProcess(pid, 'cmdline');
    return title.startsWith('postgres') && title.includes(` ${this.#database} `);
  }
}

/** With one shell for all: starting a process from one as large as this takes long. */
async function moveTo(core: number, pids: readonly number[]): Promise<void> {
  const script = `for pid; do taskset --all-tasks --cpu-list --pid ${core} "$pid"; done`;
  // Outside Linux there is no taskset.
  await run('sh', ['-c', script, 'sh', ...pids.map(String)]).catch(() => {});
}

/** The cores that a process may use. Empty where the system does not tell. */
export function coresOf(pid: number | 'self'): number[] {
  return coresIn(readProcess(pid, 'status'));
}

/** The cores in what the system says of a process: `Cpus_allowed_list: 0-1,4` are 0, 1 and 4. */
export function coresIn(status: string): number[] {
  const [, list = ''] = /^Cpus_allowed_list:\s*(.*)$/m.exec(status) ?? [];
  return list.split(',').flatMap((range) => {
    if (range === '') return [];
    const [first = 0, last = first] = range.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, i) => first + i);
  });
}

function readProcess(pid: number | 'self', file: 'cmdline' | 'status'): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
