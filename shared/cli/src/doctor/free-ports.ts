import { createServer } from 'node:net';

/** Whether this process may listen on loopback at all. */
export function freePorts(): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(0, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
