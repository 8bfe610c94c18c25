import { type AddressInfo, Server } from 'node:net';
import { currentActor } from '../actor.ts';

/** The ports on which servers listen that clients have started themselves. */
const ports = new Set<number>();
let watched = false;

/**
 * Sees the servers that clients start, as tests of handlers do: what these do is done by the client, so
 * that a request to one is no operation, but all that its handler does is. Calling this twice has no
 * effect.
 */
export function watchOwnServers(): void {
  if (watched) return;
  watched = true;
  const { listen } = Server.prototype;
  Server.prototype.listen = function (this: Server, ...args: unknown[]) {
    if (currentActor()?.client !== undefined)
      this.once('listening', () => {
        const { port } = this.address() as AddressInfo;
        ports.add(port);
        this.once('close', () => ports.delete(port));
      });
    return (listen as (...args: unknown[]) => Server).apply(this, args);
  };
}

/** Whether a client has started the server at `host:port`. */
export function isServedByClient(target: string): boolean {
  const [, host = '', port] = /^(.*):(\d+)$/.exec(target) ?? [];
  return /^(localhost|127\.[\d.]+|\[?::1\]?)$/.test(host) && ports.has(Number(port));
}
