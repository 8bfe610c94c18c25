import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A way to a server that can be shut. */
export interface Gate {
  /** The server's url, by way of the gate. */
  readonly url: string;
  /** Breaks all connections, and lets no other in. */
  shut(): void;
}

/** Whether the server at `url` is reached by plain TCP: a certificate would not be that of a gate. */
export function canHaveGate(url: string): boolean {
  const { hostname, search } = new URL(url);
  return hostname !== '' && !/[?&](host|ssl\w*)=/.test(search);
}

/** Opens a gate to the server at `url`, where there can be one. */
export async function openGate(url: string): Promise<Gate> {
  const server = new URL(url);
  const sockets = new Set<Socket>();
  const gate = createServer((inside) => {
    const outside = connect(Number(server.port), server.hostname);
    for (const socket of [inside, outside]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => sockets.delete(socket));
    }
    inside.pipe(outside).pipe(inside);
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
