import { createClient } from 'redis';

const connectPatienceMs = 10_000;

/**
 * What the names of those connections begin with by which runs tell each other that they are alive.
 */
const namePrefix = 'workbook:';

/** The gate's own connection to the user's server. When it breaks, it is made again. */
export type Control = Awaited<ReturnType<typeof openControl>>;

/**
 * Connects under a name that holds `token`, now and whenever the connection is made again. Throws what
 * `redis` throws. Without a token it is only for a look, and is not made again.
 */
export async function openControl(url: string, token?: string) {
  const plain = new URL(url);
  // The database that the url names has no special right, and may not even be there.
  plain.pathname = '';
  const looksOnly = token === undefined;
  const client = createClient({
    url: plain.href,
    ...(looksOnly ? {} : { name: namePrefix + token }),
    disableOfflineQueue: !looksOnly,
    socket: {
      connectTimeout: connectPatienceMs,
      ...(looksOnly ? { reconnectStrategy: false } : {}),
    },
  });
  let connected = false;
  // Without a listener an error event ends the process; a command that fails says so itself.
  client.on('error', () => {
    if (!connected) client.destroy();
  });
  await client.connect();
  connected = true;
  return client;
}

/** The clients that are connected to a server. */
export interface Connected {
  /** The tokens of the runs that are alive. */
  readonly runs: ReadonlySet<string>;
  /** The databases that other clients have selected. */
  readonly databases: ReadonlySet<number>;
}

/** Asks the server for its connections, and tells those of runs from those of other clients. */
export async function whoIsConnected(control: Control): Promise<Connected> {
  const list = await control.sendCommand<string>(['CLIENT', 'LIST']);
  const runs = new Set<string>();
  const databases = new Set<number>();
  for (const line of list.split('\n')) {
    const name = / name=(\S*)/.exec(line)?.[1] ?? '';
    if (name.startsWith(namePrefix)) runs.add(name.slice(namePrefix.length));
    else databases.add(Number(/ db=(\d+)/.exec(line)?.[1] ?? -1));
  }
  return { runs, databases };
}
