import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ScriptError } from '@workbook/services';
import { type Case, look, reset } from './cases.ts';

/** Where Debian and Ubuntu put the programs of each version of PostgreSQL. */
const versions = '/usr/lib/postgresql';
const program = 'lib/pgxs/src/test/isolation/isolationtester';

/** The program is there, but what it ran did not finish. */
export class IsolationtesterFailed extends ScriptError {
  override readonly name = 'IsolationtesterFailed';
}

/** The installed tool. */
export interface Isolationtester {
  readonly file: string;
  /** Of the PostgreSQL that it was built with. */
  readonly version: string;
}

/**
 * PostgreSQL's own tool for running sessions in chosen orders, or undefined where it is not installed.
 * `ISOLATIONTESTER` says where it is, if it is elsewhere.
 */
export function findIsolationtester(
  env: NodeJS.ProcessEnv = process.env,
  folder = versions,
): Isolationtester | undefined {
  const named = env['ISOLATIONTESTER'];
  if (named) return existsSync(named) ? { file: named, version: 'of your own' } : undefined;
  const installed = existsSync(folder) ? readdirSync(folder) : [];
  const newestFirst = installed.toSorted((a, b) => Number(b) - Number(a));
  const version = newestFirst.find((name) => existsSync(join(folder, name, program)));
  return version === undefined ? undefined : { file: join(folder, version, program), version };
}

/** The case as a specification with exactly these orders: its own search stops where a step must wait. */
export function specificationOf({ clients }: Case, schedules: readonly string[]): string {
  const sessions = Object.entries(clients).map(([client, statements]) => {
    const steps = statements.map((sql, i) => `step ${client}${i} { ${sql}; }`);
    return [`session ${client}`, ...steps].join('\n');
  });
  const permutations = schedules.map((schedule) => {
    const done = new Map<string, number>();
    const steps = Array.from(schedule, (client) => {
      const at = done.get(client) ?? 0;
      done.set(client, at + 1);
      return `${client}${at}`;
    });
    return `permutation ${steps.join(' ')}`;
  });
  return [`setup { ${reset}; }`, `teardown { ${look}; }`, ...sessions, ...permutations, ''].join(
    '\n',
  );
}

/**
 * Runs a specification, and returns how many schedules it does in a second: from the beginning of the
 * second one to the end of the last, so that connecting does not count.
 */
export async function rateOfIsolationtester(
  { file }: Isolationtester,
  specification: string,
  url: string,
): Promise<number> {
  const child = spawn(file, [url], { stdio: ['pipe', 'pipe', 'pipe'] });
  let schedules = 0;
  let secondBeganMs = 0;
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint += text;
  });
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const begun = text.match(/^starting permutation:/gm)?.length ?? 0;
    schedules += begun;
    if (begun > 0 && schedules > 1 && secondBeganMs === 0) secondBeganMs = performance.now();
  });
  child.stdin.end(specification);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  if (code !== 0 || schedules < 2) {
    throw new IsolationtesterFailed(
      `isolationtester ended with ${code} after ${schedules} schedules: ${complaint.trim() || 'it says nothing'}`,
    );
  }
  return ((schedules - 1) / (performance.now() - secondBeganMs)) * 1000;
}
