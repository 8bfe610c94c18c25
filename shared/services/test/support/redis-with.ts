import { runsFolder } from '../../src/folders/runs-folder.ts';
import { distributionProgram } from '../../src/redis/distribution.ts';
import { assignmentOf } from '../../src/redis/local.ts';
import { programOnPath } from '../../src/redis/programs.ts';
import { freePort, onSomePort } from '../../src/supervisor/free-port.ts';
import { supervise } from '../../src/supervisor/supervise.ts';

/** A Redis with these lines in its configuration, for what cannot be set later. */
export async function redisWith(...lines: string[]): Promise<AsyncDisposable & { url: string }> {
  const program = await programOnPath().catch(() => distributionProgram(() => {}));
  const parentFolder = await runsFolder();
  const { port, started } = await onSomePort(freePort, (chosen) =>
    supervise(
      assignmentOf(
        program,
        parentFolder,
        ['bind 127.0.0.1', `port ${chosen}`, 'save ""', ...lines, ''].join('\n'),
      ),
    ),
  );
  return {
    url: `redis://127.0.0.1:${port}/0`,
    [Symbol.asyncDispose]: () => started[Symbol.asyncDispose](),
  };
}
