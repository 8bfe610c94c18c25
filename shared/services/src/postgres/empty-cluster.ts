import { createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { cacheFolder, discardCopy, isThere, keepCopy } from '../folders/cache-folder.ts';
import { runsFolder } from '../folders/runs-folder.ts';
import type { OnProgress } from '../model/service-info.ts';
import type { Account } from '../supervisor/assignment.ts';
import { supervise } from '../supervisor/supervise.ts';
import type { Binaries } from './binaries.ts';
import { initdbArgs } from './settings.ts';

/** An empty cluster to copy: never started itself. */
export interface EmptyCluster {
  /** Holds `data`, the cluster, and `password`, the superuser's until a run sets its own. */
  readonly folder: string;
  readonly password: string;
}

/**
 * Finds the empty cluster for this version and account in the cache, or makes it: `initdb` takes
 * ten times as long as a copy. Two processes may do so at once; one of the results is kept.
 *
 * @throws DidNotStart when initdb fails, and a Node error when another process discards the cluster at
 *   this moment, which it found damaged.
 */
export async function emptyCluster(
  binaries: Binaries,
  account: Account | undefined,
  onProgress: OnProgress,
): Promise<EmptyCluster> {
  // Its number and not its name, which another container may give to another account.
  const owner = account?.uid ?? userInfo().uid;
  const recipe = createHash('sha256').update(JSON.stringify(initdbArgs)).digest('hex').slice(0, 8);
  const folder = join(
    await cacheFolder(),
    `postgres-${binaries.version}-${process.platform}-${process.arch}-${owner}-${recipe}`,
  );
  // First the folder, then what is in it: another process may finish one between the two looks.
  const isStarted = await isThere(folder);
  const isWhole = await isThere(join(folder, 'password'));
  if (isStarted && !isWhole) await discardCopy(folder);
  if (!isWhole) {
    onProgress(`making an empty PostgreSQL ${binaries.version} cluster, once`);
    await make(folder, binaries, account);
  }
  return { folder, password: await readFile(join(folder, 'password'), 'utf8') };
}

async function make(
  folder: string,
  binaries: Binaries,
  account: Account | undefined,
): Promise<void> {
  // Under a supervisor, so that a kill in the middle leaves neither a process nor a folder.
  await using made = await supervise({
    parentFolder: await runsFolder(),
    kind: 'postgres',
    ...(account && { account }),
    environment: { PATH: process.env.PATH ?? '', LC_ALL: 'C', TZ: 'UTC' },
    files: { password: randomBytes(24).toString('hex') },
    preparation: [{ file: binaries.initdb, args: initdbArgs }],
  });
  await keepCopy(made.home, folder);
}
