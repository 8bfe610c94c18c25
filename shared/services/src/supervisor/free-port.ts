import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { DidNotStart } from './supervise.ts';

/** Chooses the port for a server. */
export type ChoosePort = () => Promise<number>;

const attempts = 5;

/** A TCP port on 127.0.0.1 that no process listens on at this moment. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

/**
 * Starts a server on a port that is chosen for it, and on another one when a process took the first
 * between choosing and binding.
 *
 * @throws DidNotStart when every port was taken, or the server fails for another reason.
 */
export async function onSomePort<Started>(
  choosePort: ChoosePort,
  start: (port: number) => Promise<Started>,
): Promise<{ port: number; started: Started }> {
  for (let attempt = 1; ; attempt++) {
    const port = await choosePort();
    try {
      return { port, started: await start(port) };
    } catch (error) {
      if (!isPortTaken(error) || attempt === attempts) throw error;
    }
  }
}

/** Whether a server did not start because another process listens on its port. */
export function isPortTaken(error: unknown): boolean {
  return error instanceof DidNotStart && /address already in use/i.test(error.output);
}
