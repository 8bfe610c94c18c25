import { once } from 'node:events';
import type { Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type Koa from 'koa';
import { createServer } from './node-http.ts';
import { answerUnreadable } from './unreadable.ts';

/** Where to listen, and how long to wait at the end. */
export interface ListenOptions {
  /** 0 to 65535, as a number or as the user typed it; 0 takes any free port. */
  readonly port: number | string;
  /** The address to listen on: loopback unless told otherwise, so that only this machine gets in. */
  readonly host?: string;
  /** How long `close` waits for requests in flight before it cuts them off: 10 seconds. */
  readonly graceMs?: number;
}

/** A server that accepts requests. */
export interface Listening {
  /** Such as `http://127.0.0.1:3000`. */
  readonly url: string;
  /**
   * Stops accepting, finishes what is in flight for at most `graceMs`, then closes. Calling it
   * again waits for the same end.
   */
  close(): Promise<void>;
}

/** The server cannot listen on the address. The message says why in one sentence, for people. */
export class CannotListen extends Error {
  override readonly name: string = 'CannotListen';
}

/** Serves `app` over HTTP. Throws `CannotListen` if the port is taken or otherwise out of reach. */
export async function listen(app: Koa, options: ListenOptions): Promise<Listening> {
  const { port, host = '127.0.0.1', graceMs = 10_000 } = options;
  // The app asks for the Host header itself, because Node would refuse without problem details.
  const server = createServer({ requireHostHeader: false });
  const inFlight = trackResponses(server);
  const handle = app.callback();
  server.on('request', (request, response) => void handle(request, response));
  // Node alone would answer an Expect that it does not know by a 417 without a body.
  server.on(
    'checkExpectation',
    (request, response) => void server.emit('request', request, response),
  );
  server.on('clientError', answerUnreadable);
  try {
    server.listen({ port, host });
    await once(server, 'listening');
  } catch (error) {
    throw new CannotListen(whyNot(error, port, host), { cause: error });
  }
  let closed: Promise<void> | undefined;
  return {
    url: urlOf(server.address() as AddressInfo),
    close: () => (closed ??= closeGracefully(server, inFlight, graceMs)),
  };
}

async function closeGracefully(
  server: Server,
  inFlight: ReadonlySet<ServerResponse>,
  graceMs: number,
): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  // Node keeps a connection alive after its answer even now, and would wait for its idle timeout.
  for (const response of inFlight)
    if (!response.headersSent) response.setHeader('Connection', 'close');
  const deadline = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(deadline);
}

/** The responses not yet sent. One that comes in while the server closes is its connection's last. */
function trackResponses(server: Server): ReadonlySet<ServerResponse> {
  const inFlight = new Set<ServerResponse>();
  server.on('request', (_request, response) => {
    if (!server.listening) response.setHeader('Connection', 'close');
    inFlight.add(response);
    response.once('close', () => inFlight.delete(response));
  });
  return inFlight;
}

function whyNot(error: unknown, port: number | string, host: string): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE')
    return `port ${port} on ${host} is taken: stop what listens there, or choose another port`;
  if (code === 'ERR_SOCKET_BAD_PORT')
    return `a port must be a whole number from 0 to 65535, got ${typeof port === 'string' ? JSON.stringify(port) : port}`;
  return `cannot listen on port ${port} of ${host}: ${message}`;
}

function urlOf({ family, address, port }: AddressInfo): string {
  return family === 'IPv6' ? `http://[${address}]:${port}` : `http://${address}:${port}`;
}
