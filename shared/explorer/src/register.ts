import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { controlRandom } from './control/control-random.ts';
import { controlSockets } from './control/control-sockets.ts';
import { controlTime } from './control/control-time.ts';
import { prepareToWatch } from './control/escapes/watch.ts';
import { controlFiles } from './control/files/control-files.ts';
import { controlHttp } from './control/http/control-http.ts';
import { controlPostgres } from './control/postgres/control-postgres.ts';
import { controlRedis } from './control/redis/control-redis.ts';

/**
 * Importing this module takes control of all that the explorer knows, before other modules can keep the
 * calls that they find for themselves: import it first, or start Node with
 * `--import @workbook/explorer/register`. Files, time, chance and sockets are controlled at once, and
 * the drivers that the program in the working directory has installed.
 */
prepareToWatch();
controlTime();
controlSockets();
controlHttp();
controlRandom();
controlFiles();

const program = createRequire(join(process.cwd(), 'package.json'));

for (const name of ['pg', 'redis', 'ioredis'] as const) {
  const library = await installed(name);
  if (!library) continue;
  if (name === 'pg') controlPostgres(library as Parameters<typeof controlPostgres>[0]);
  else controlRedis(library as Parameters<typeof controlRedis>[0]);
}

/** What the program gets when it imports the library, if it has it. */
async function installed(name: string): Promise<object | undefined> {
  try {
    const module = await import(pathToFileURL(program.resolve(name)).href);
    return module.default ?? module;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}
