import { execFile } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

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

/** The first `redis-server` or `valkey-server` on PATH that runs, or `undefined`. */
export async function programOnPath(): Promise<RedisProgram | undefined> {
  for (const name of programNames) {
    for (const folder of (process.env.PATH ?? '').split(delimiter)) {
      const file = join(folder, name);
      const executable = await access(file, constants.X_OK).then(
        () => true,
        () => false,
      );
      const program = executable ? await tryProgram(file, {}).catch(() => undefined) : undefined;
      if (program) return program;
    }
  }
  return undefined;
}

/**
 * Asks a program for its version, which also shows that it runs.
 *
 * @throws Error when it does not.
 */
export async function tryProgram(
  file: string,
  environment: Readonly<Record<string, string>>,
): Promise<RedisProgram> {
  const { stdout } = await promisify(execFile)(file, ['--version'], {
    env: { PATH: process.env.PATH, ...environment },
  });
  // "Redis server v=7.0.15 sha=00000000:0 …" or "Valkey server v=8.0.1 …"
  const [, name, version] = stdout.match(/^(\w+) server v=(\S+)/) ?? [];
  if (!name || !version)
    throw new Error(`${file} is not a Redis server: it says "${stdout.trim()}"`);
  return { file, environment, name, version };
}
