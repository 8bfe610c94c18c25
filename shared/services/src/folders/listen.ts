import { once } from 'node:events';
import { lstat } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { socketPath } from './socket-path.ts';

/** A socket that is listened on. */
export interface Listening {
  /** To be passed on to a child, which then keeps the socket as well. */
  readonly fd: number;
  readonly close: () => void;
}

/**
 * Listens on a new socket in the folder until this process ends or closes it. The process may end
 * all the same. Throws a Node error when the folder cannot have a socket.
 */
export async function listenIn(folder: string, name: string): Promise<Listening> {
  const place = socketPath(folder, name);
  if (!place) throw new Error(`the path ${folder} is too long for a socket`);
  const server = createServer((visitor) => visitor.destroy()).listen(place.path);
  try {
    await once(server.unref(), 'listening');
  } catch (error) {
    place.close();
    throw error;
  }
  // Open until then: when the server closes, it deletes the socket at this very path.
  return { fd: fdOf(server), close: () => server.close(place.close) };
}

/** Node itself has no public name for it. */
function fdOf(server: Server): number {
  return (server as unknown as { readonly _handle: { readonly fd: number } })._handle.fd;
}

/**
 * Whether any process of this kernel listens on the socket, in whatever container: a hanging or a
 * stopped one as well. The kernel decides, not a pid that may mean another process. True when it
 * cannot be told.
 */
export async function isListenedOn(folder: string, name: string): Promise<boolean> {
  const found = await lstat(join(folder, name)).catch(() => undefined);
  if (!found) return false;
  const place = socketPath(folder, name);
  if (!place) return true;
  const refusal = await new Promise<string | undefined>((resolve) => {
    const socket = connect(place.path);
    socket.once('connect', () => socket.destroy());
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code));
    socket.once('close', () => resolve(undefined));
  });
  place.close();
  return refusal !== 'ECONNREFUSED' && refusal !== 'ENOENT';
}
