import { freePort, onSomePort } from '../../src/free-port.ts';
import { distributionProgram } from '../../src/redis/distribution.ts';
import { programOnPath } from '../../src/redis/programs.ts';
import { runsFolder } from '../../src/runs-folder.ts';
import { homeMark } from '../../src/supervisor/assignment.ts';
import { supervise } from '../../src/supervisor/supervise.ts';

/** A Redis with these lines in its configuration, for what cannot be set later. */
export async function redisWith(...lines: string[]): Promise<AsyncDisposable & { url: string }> {
  const program = (await programOnPath()) ?? (await distributionProgram(() => {}));
  const parentFolder = await runsFolder();
  const { port, started } = await onSomePort(freePort, (chosen) =>
    supervise({
      parentFolder,
      kind: 'redis',
      environment: { PATH: process.env.PATH ?? '', LC_ALL: 'C', ...program.environment },
      files: {
        'redis.conf': ['bind 127.0.0.1', `port ${chosen}`, 'save ""', ...lines, ''].join('\n'),
      },
      preparation: [],
      server: {
        file: program.file,
        args: [`${homeMark}/redis.conf`],
        readyPattern: 'Ready to accept connections',
        stopSignal: 'SIGTERM',
      },
    }),
  );
  return {
    url: `redis://127.0.0.1:${port}/0`,
    [Symbol.asyncDispose]: () => started[Symbol.asyncDispose](),
  };
}
