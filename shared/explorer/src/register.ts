import './check-node.ts';

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

for (const name of ['pg', 'postgres'])
  for (const library of await installed(name))
    controlPostgres(library as Parameters<typeof controlPostgres>[0]);
for (const name of ['redis', 'ioredis'])
  for (const library of await installed(name))
    controlRedis(library as Parameters<typeof controlRedis>[0]);

/** What the program gets when it requires the library, and when it imports it, if it has it. */
async function installed(name: string): Promise<object[]> {
  let required: string;
  try {
    required = program.resolve(name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return [];
    throw error;
  }
  // The one library that is there twice: for `require`, and for `import`.
  const imported = required.replace(/\bcjs[\\/](src[\\/]index\.js)$/, '$1');
  const paths = name === 'postgres' ? new Set([required, imported]) : [required];
  return Promise.all(
    Array.from(paths, async (path) => {
      const module = await import(pathToFileURL(path).href);
      return module.default ?? module;
    }),
  );
}
