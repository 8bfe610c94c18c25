import { randomUUID } from 'node:crypto';
import autocannon from 'autocannon';

/** One HTTP request, before it is sent. */
export interface Call {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: object;
}

/** What came back for a call. */
export interface CallAnswer<C extends Call> {
  readonly call: C;
  readonly status: number;
  readonly latencyMs: number;
}

/** What to send where, over how many connections, until when. */
export interface FireOptions<C extends Call> {
  /** Where to: one server or several, over which the connections are spread evenly. */
  readonly urls: readonly string[];
  /** How many connections in all. Each sends its next call when the last one is answered. */
  readonly connections: number;
  /** The next call of some connection, or nothing when it is time to end. */
  readonly next: (connection: number) => C | undefined;
  /** Called with each answer, in the order in which they arrive. */
  readonly onAnswer: (answer: CallAnswer<C>) => void;
  /** How long an answer may take before it counts as never coming. */
  readonly timeoutMs?: number;
}

/** A load that is under way. */
export interface Fire {
  /**
   * Resolves when every connection has ended, with what went wrong on the way: a connection that
   * broke, an answer that never came. The first such trouble ends the load.
   */
  readonly ended: Promise<readonly string[]>;
  /** Drops all connections at once. What they wait for is never answered. */
  readonly cut: () => void;
}

/** What autocannon's clients can do and its types do not say. */
interface Client extends Omit<autocannon.Client, 'on'> {
  on(event: 'response', listen: (status: number, bytes: number, latencyMs: number) => void): this;
  on(event: 'connError', listen: (error: Error) => void): this;
  on(event: 'timeout', listen: () => void): this;
  /** The client ends instead of sending more requests than this. */
  responseMax: number;
  readonly reqsMade: number;
  destroy(): void;
}

/** How often autocannon looks whether all its connections are done. */
const lookEveryMs = 20;
/** More requests than any load has: here `next` decides when it is enough. */
const endless = Number.MAX_SAFE_INTEGER;
/** Sent by a connection that has lost its place, until it is cut. It changes nothing. */
const harmless: Call = { method: 'GET', path: '/health' };

/** Sends real concurrent HTTP by autocannon, with one request at a time on each connection. */
export function fire<C extends Call>(options: FireOptions<C>): Fire {
  const { urls, connections, next, onAnswer, timeoutMs = 30_000 } = options;
  const clients: Client[] = [];
  const troubles: string[] = [];
  let isCut = false;
  const cut = () => {
    isCut = true;
    for (const client of clients) client.destroy();
  };
  const stopFor = (trouble: string) => {
    if (!isCut) troubles.push(trouble);
    cut();
  };

  const setUpClient = (client: Client) => {
    const connection = clients.push(client) - 1;
    let call = next(connection);
    let isSent = false;
    client.on('response', (status, _bytes, latencyMs) => {
      if (call) onAnswer({ call, status, latencyMs });
      call = isCut ? undefined : next(connection);
      isSent = false;
      if (!call) client.responseMax = client.reqsMade;
    });
    client.on('connError', ({ message }) => stopFor(`a connection broke: ${message}`));
    client.on('timeout', () => stopFor(`no answer within ${timeoutMs / 1000} s`));
    const setupRequest = (request: autocannon.Request): autocannon.Request => {
      // autocannon connects anew by itself. What was sent already may have happened: never twice.
      const current: Call = isSent ? harmless : (call ?? harmless);
      isSent = true;
      return requestFor(current, request);
    };
    client.setRequests([{ setupRequest }]);
  };

  const run = autocannon({
    url: urls as string[] & string,
    connections,
    amount: endless,
    timeout: timeoutMs / 1000,
    sampleInt: lookEveryMs,
    skipAggregateResult: true,
    setupClient: (client) => setUpClient(client as unknown as Client),
  });
  return { ended: Promise.resolve(run).then(() => troubles), cut };
}

function requestFor({ method, path, body }: Call, request: autocannon.Request): autocannon.Request {
  if (!body) return { ...request, method, path };
  const headers = {
    ...request.headers,
    'content-type': 'application/json',
    // Each is a request of its own.
    'idempotency-key': randomUUID(),
  };
  return { ...request, method, path, headers, body: JSON.stringify(body) };
}
