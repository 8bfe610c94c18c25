import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A way to a server that can be shut. */
export interface Gate {
  /** The server's url, by way of the gate. */
  readonly url: string;
  /** Breaks all connections, and lets no other in. */
  shut(): void;
}

/** How a connection breaks: it is closed in order, as by a proxy that goes away, or it is reset. */
export type Break = 'closed' | 'reset';

/**
 * Asked when PostgreSQL has told a connection that it is in no transaction any more, before the client knows: whether
 * the connection breaks in place of that.
 */
export type Breaks = () => Promise<Break | undefined>;

/** Whether the server at `url` is reached by plain TCP: a certificate would not be that of a gate. */
export function canHaveGate(url: string): boolean {
  const { hostname, search } = new URL(url);
  return hostname !== '' && !/[?&](host|ssl\w*)=/.test(search);
}

/** Opens a gate to the server at `url`, where there can be one. */
export async function openGate(url: string, breaks?: Breaks): Promise<Gate> {
  const server = new URL(url);
  const sockets = new Set<Socket>();
  const gate = createServer((inside) => {
    const outside = connect(Number(server.port), server.hostname);
    for (const socket of [inside, outside]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => sockets.delete(socket));
    }
    inside.pipe(outside);
    if (breaks) passUntil(breaks, outside, inside);
    else outside.pipe(inside);
  });
  await new Promise<void>((resolve) => gate.listen(0, '127.0.0.1', resolve));
  const through = new URL(url);
  through.hostname = '127.0.0.1';
  through.port = String((gate.address() as AddressInfo).port);
  return {
    url: through.href,
    shut: () => {
      gate.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** The url of a server that is not there: `url` with a port where nothing listens. */
export async function nowhere(url: string): Promise<string> {
  const gate = await openGate(url);
  gate.shut();
  return gate.url;
}

/** PostgreSQL's ReadyForQuery, outside of a transaction: the last message of what it has to say. */
const readyOutside = Buffer.from([...Buffer.from('Z'), 0, 0, 0, 5, ...Buffer.from('I')]);

/** Passes on what the server says, one piece after the other, until the connection breaks. */
function passUntil(breaks: Breaks, server: Socket, client: Socket): void {
  let passed = Promise.resolve();
  server.on('data', (piece: Buffer) => {
    passed = passed.then(async () => {
      const isOutside = piece.subarray(-readyOutside.length).equals(readyOutside);
      const how = isOutside ? await breaks() : undefined;
      if (how === undefined) return void client.write(piece);
      server.destroy();
      if (how === 'reset') client.resetAndDestroy();
      else client.destroy();
    });
  });
  server.on('end', () => {
    passed = passed.then(() => void client.end());
  });
}
