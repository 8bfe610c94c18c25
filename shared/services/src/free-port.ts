import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

/**
 * A TCP port on 127.0.0.1 that nobody listens on. Somebody else may take it before it is used, so
 * whoever starts a server on it must be ready to ask for another one.
 */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

/** Chooses the port for a server. */
export type ChoosePort = () => Promise<number>;
