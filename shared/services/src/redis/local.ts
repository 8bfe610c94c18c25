import { randomBytes } from 'node:crypto';
import { checkTemporaryFolder } from '../folders/cache-folder.ts';
import { runsFolder } from '../folders/runs-folder.ts';
import { complaintIn } from '../model/reason.ts';
import type { BreakableService, OnProgress, ServiceSource } from '../model/service-info.ts';
import { ServiceUnavailable } from '../model/service-unavailable.ts';
import { type Assignment, homeMark } from '../supervisor/assignment.ts';
import { breakable } from '../supervisor/breakable.ts';
import { type ChoosePort, freePort, onSomePort } from '../supervisor/free-port.ts';
import { removeAllLeftovers } from '../supervisor/leftovers.ts';
import { DidNotStart, supervise } from '../supervisor/supervise.ts';
import type { RedisProgram } from './programs.ts';

/** Redis is ready in a tenth of a second; a program that takes so long is none, or hangs. */
const startPatienceMs = 20_000;

/**
 * Starts a Redis server of this run's own: a port on loopback, a random password, nothing kept on
 * disk. It ends when it is disposed or when this process ends.
 *
 * @throws ServiceUnavailable
 */
export async function startRedisProgram(
  program: RedisProgram,
  source: ServiceSource,
  onProgress: OnProgress,
  choosePort: ChoosePort = freePort,
  patienceMs = startPatienceMs,
): Promise<BreakableService> {
  await checkTemporaryFolder();
  const swept = removeAllLeftovers();
  const parentFolder = await runsFolder();
  const password = randomBytes(24).toString('hex');
  try {
    const { port, started } = await onSomePort(choosePort, (chosen) =>
      supervise(
        // A file and not arguments, which every user of the machine can read.
        assignmentOf(program, parentFolder, configuration(chosen, password)),
        {
          patienceMs,
          onLost: (sentence) => onProgress(`Redis is gone: ${sentence}`),
        },
      ),
    );
    await swept;
    const url = `redis://:${password}@127.0.0.1:${port}/0`;
    return breakable(started, { url, source, version: program.version }, 'SIGTERM');
  } catch (cause) {
    if (!(cause instanceof DidNotStart)) throw cause;
    throw new ServiceUnavailable(
      `${program.file} did not start (${complaintIn(cause.output) || cause.message}): mend that, or set REDIS_URL to a Redis server`,
      { cause },
    );
  }
}

/** The server runs in its own home folder, so relative paths, if it ever writes, end there. */
function configuration(port: number, password: string): string {
  return [
    'bind 127.0.0.1',
    `port ${port}`,
    `requirepass ${password}`,
    'daemonize no',
    'save ""',
    'appendonly no',
    'dir ./',
    '',
  ].join('\n');
}

/** How a supervisor runs the program with this text as its configuration file. */
export function assignmentOf(
  program: RedisProgram,
  parentFolder: string,
  configuration: string,
): Assignment {
  return {
    parentFolder,
    kind: 'redis',
    environment: { PATH: process.env.PATH ?? '', LC_ALL: 'C', ...program.environment },
    files: { 'redis.conf': configuration },
    preparation: [],
    server: {
      file: program.file,
      args: [`${homeMark}/redis.conf`],
      readyPattern: 'Ready to accept connections',
      stopSignal: 'SIGTERM',
    },
  };
}
