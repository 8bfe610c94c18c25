import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { reasonOf } from '../model/reason.ts';

/** A Redis server's program that runs here. */
export interface RedisProgram {
  /** An absolute path. */
  readonly file: string;
  /** What it needs besides PATH. */
  readonly environment: Readonly<Record<string, string>>;
  /** `Redis` or `Valkey`, and a version such as `7.0.15`. */
  readonly name: string;
  readonly version: string;
}

/** Valkey is the continuation of Redis under its old licence; either serves the workbook. */
const programNames = ['redis-server', 'valkey-server'];

/** To say its version takes a program some milliseconds: one that is silent for so long hangs. */
const versionPatienceMs = 10_000;

/**
 * The first `redis-server` or `valkey-server` on PATH that runs.
 *
 * @throws Error whose message says that there is none, or why those that there are do not run.
 */
export async function programOnPath(patienceMs = versionPatienceMs): Promise<RedisProgram> {
  const refusals: string[] = [];
  for (const file of await programsOnPath()) {
    try {
      return await tryProgram(file, {}, patienceMs);
    } catch (error) {
      refusals.push(reasonOf(error));
    }
  }
  throw new Error(refusals[0] ?? 'there is no redis-server or valkey-server on the path');
}

async function programsOnPath(): Promise<string[]> {
  const files = programNames.flatMap((name) =>
    (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, name)),
  );
  const executable = await Promise.all(
    files.map((file) =>
      access(file, constants.X_OK).then(
        () => true,
        () => false,
      ),
    ),
  );
  return files.filter((_, i) => executable[i]);
}

/**
 * Asks a program for its version, which also shows that it runs.
 *
 * @throws Error when it does not.
 */
export async function tryProgram(
  file: string,
  environment: Readonly<Record<string, string>>,
  patienceMs = versionPatienceMs,
): Promise<RedisProgram> {
  const { stdout } = await promisify(execFile)(file, ['--version'], {
    env: { PATH: process.env.PATH, ...environment },
    timeout: patienceMs,
    killSignal: 'SIGKILL',
  }).catch((error: Error & { readonly killed?: boolean }) => {
    if (!error.killed) throw error;
    throw new Error(`${file} has not told its version in ${patienceMs / 1000} s`);
  });
  // "Redis server v=7.0.15 sha=00000000:0 …" or "Valkey server v=8.0.1 …"
  const [, name, version] = stdout.match(/^(\w+) server v=(\S+)/) ?? [];
  if (!name || !version)
    throw new Error(`${file} is not a Redis server: it says "${stdout.trim()}"`);
  return { file, environment, name, version };
}
