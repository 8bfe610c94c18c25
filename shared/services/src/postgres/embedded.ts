import { randomBytes } from 'node:crypto';
import { checkTemporaryFolder, discardCopy } from '../folders/cache-folder.ts';
import { runsFolder } from '../folders/runs-folder.ts';
import { complaintIn } from '../model/reason.ts';
import type { BreakableService, OnProgress } from '../model/service-info.ts';
import { ServiceUnavailable } from '../model/service-unavailable.ts';
import { type Account, homeMark } from '../supervisor/assignment.ts';
import { breakable } from '../supervisor/breakable.ts';
import { type ChoosePort, freePort, isPortTaken, onSomePort } from '../supervisor/free-port.ts';
import { removeAllLeftovers } from '../supervisor/leftovers.ts';
import { DidNotStart, type Supervised, supervise } from '../supervisor/supervise.ts';
import { type Binaries, findBinaries } from './binaries.ts';
import { type EmptyCluster, emptyCluster } from './empty-cluster.ts';
import { serverAccount } from './server-account.ts';
import { serverSettings, superuser } from './settings.ts';

const attempts = 3;

/** What a start needs, apart from the cluster. */
interface Installation {
  readonly binaries: Binaries;
  readonly account: Account | undefined;
  readonly onProgress: OnProgress;
  readonly choosePort: ChoosePort;
}

/**
 * Starts a PostgreSQL server of this run's own: a copy of an empty cluster, a port on loopback, a
 * random password. It ends, and its data with it, when it is disposed or when this process ends.
 *
 * @throws ServiceUnavailable
 */
export async function startEmbedded(
  onProgress: OnProgress,
  choosePort: ChoosePort = freePort,
): Promise<BreakableService> {
  await checkTemporaryFolder();
  const swept = removeAllLeftovers();
  const account = await serverAccount();
  const binaries = await findBinaries(account);
  const installation = { binaries, account, onProgress, choosePort };
  try {
    return await startOnCopy(installation);
  } catch (cause) {
    if (!(cause instanceof DidNotStart)) throw cause;
    throw new ServiceUnavailable(
      `the embedded PostgreSQL did not start (${complaintIn(cause.output) || cause.message}): mend that, or set DATABASE_URL to a PostgreSQL server`,
      { cause },
    );
  } finally {
    await swept;
  }
}

/**
 * A cluster in the cache may be damaged, and another process that finds it so discards it while this
 * one copies it. It is then made anew; a failure is believed when that has happened twice.
 */
async function startOnCopy(installation: Installation): Promise<BreakableService> {
  const { binaries, account, onProgress } = installation;
  for (let attempt = 1; ; attempt++) {
    let cluster: EmptyCluster | undefined;
    try {
      cluster = await emptyCluster(binaries, account, onProgress);
      return await startCopy(installation, cluster);
    } catch (error) {
      if (isPortTaken(error) || attempt === attempts) throw error;
      if (cluster) await discardCopy(cluster.folder);
    }
  }
}

async function startCopy(
  installation: Installation,
  cluster: EmptyCluster,
): Promise<BreakableService> {
  const { port, started } = await onSomePort(installation.choosePort, (chosen) =>
    startOn(chosen, installation, cluster),
  );
  try {
    const url = await setPassword(port, cluster.password);
    const { version } = installation.binaries;
    // A fast shutdown: an immediate one would lose what was committed a moment ago.
    return breakable(started, { url, source: 'embedded', version }, 'SIGINT');
  } catch (error) {
    await started[Symbol.asyncDispose]();
    throw error;
  }
}

/** Copies the empty cluster and starts a server on the copy. */
async function startOn(
  port: number,
  { binaries, account, onProgress }: Installation,
  cluster: EmptyCluster,
): Promise<Supervised> {
  const settings = Object.entries({ ...serverSettings, port: String(port) });
  return await supervise(
    {
      parentFolder: await runsFolder(),
      kind: 'postgres',
      ...(account && { account }),
      environment: { PATH: process.env.PATH ?? '', LC_ALL: 'C', TZ: 'UTC' },
      files: {},
      preparation: [
        { file: 'cp', args: ['-pR', `${cluster.folder}/data`, `${homeMark}/data`], asCaller: true },
      ],
      server: {
        file: binaries.postgres,
        args: [
          ...['-D', `${homeMark}/data`],
          ...settings.flatMap(([name, value]) => ['-c', `${name}=${value}`]),
        ],
        readyPattern: 'database system is ready to accept connections',
        // An immediate shutdown: no checkpoint, and every session is cut off.
        stopSignal: 'SIGQUIT',
      },
    },
    { onLost: (sentence) => onProgress(`PostgreSQL is gone: ${sentence}`) },
  );
}

/** Replaces the empty cluster's password by a new one. Resolves to the server's url. */
async function setPassword(port: number, oldPassword: string): Promise<string> {
  const { Client } = (await import('pg')).default;
  const password = randomBytes(24).toString('hex');
  const place = { host: '127.0.0.1', port, user: superuser, database: 'postgres', ssl: false };
  const client = new Client({ ...place, password: oldPassword });
  await client.connect();
  try {
    // The password is hexadecimal digits, so it needs no escaping.
    await client.query(`ALTER ROLE ${superuser} PASSWORD '${password}'`);
  } finally {
    await client.end();
  }
  return `postgres://${superuser}:${password}@127.0.0.1:${port}/postgres`;
}
