import { fork } from 'node:child_process';
import { join } from 'node:path';
import { type CrashMatrix } from '@workbook/judge';
import type { Services } from '@workbook/services';
import { redisDatabaseIn } from '@workbook/services';
import { CannotRender } from '../page/problem.ts';

/** The judges of races work beside this, in the first 14 databases of the same Redis. */
const ownDatabase = 14;

/** What the process that measures is told. */
export interface MatrixOrder {
  readonly postgresUrl: string;
  readonly redisUrl: string;
  /** The code of the step that is measured beside the studied protocols. */
  readonly file: string;
}

/** What the process that executes the protocols sends back: the matrices, or why there are none. */
export type MatrixReply =
  | { readonly matrices: readonly CrashMatrix[] }
  | { readonly failed: string };

/**
 * Executes every crash and pause of the cache protocols, in a process of its own: the protocols'
 * clients are put under control there, and whatever they leave open ends with that process.
 */
export async function measureCrashMatrices(
  { postgres, redis }: Services,
  file: string,
): Promise<readonly CrashMatrix[]> {
  const order: MatrixOrder = {
    postgresUrl: postgres?.url ?? '',
    redisUrl: redisDatabaseIn(redis?.url ?? '', ownDatabase),
    file,
  };
  const child = fork(join(import.meta.dirname, 'crash-matrices-worker.ts'), [], {
    execArgv: ['--enable-source-maps'],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  try {
    const reply = await new Promise<MatrixReply>((resolve, reject) => {
      child.once('message', resolve);
      child.once('error', reject);
      child.once('exit', (code) => resolve({ failed: `the process ended with code ${code}` }));
      child.send(order);
    });
    if ('failed' in reply)
      throw new CannotRender(`the crash matrices cannot be measured: ${reply.failed}`);
    return reply.matrices;
  } finally {
    child.kill('SIGKILL');
  }
}
