import { connect } from 'node:net';
import type { GeneratedRequest } from '@workbook/http/test-support';

/** An HTTP response, read off the socket: its body is not decoded. */
export interface RawAnswer {
  readonly status: number;
  readonly body: string;
  /** Whether it says that it was given before: what it tells of the accounts was true then. */
  readonly isReplay: boolean;
}

/** How long an answer may take. */
const timeoutMs = 15_000;

/**
 * Sends a request as it is, byte by byte, on a connection of its own: HTTP clients repair or refuse
 * much of what a hostile one sends. Resolves with nothing when the server closes without an answer.
 */
export function sendRaw(url: URL, request: GeneratedRequest): Promise<RawAnswer | undefined> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: url.hostname, port: Number(url.port) });
    const chunks: Buffer[] = [];
    socket.setTimeout(timeoutMs, () =>
      socket.destroy(new Error(`no answer within ${timeoutMs / 1000} s`)),
    );
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', (error: NodeJS.ErrnoException) => {
      // A server may hang up on what it has refused before it has read all of it.
      if (error.code === 'ECONNRESET' || error.code === 'EPIPE') resolve(parsed(chunks));
      else reject(error);
    });
    socket.on('close', () => resolve(parsed(chunks)));
    const bytes = bytesOf(url, request);
    // For a body shorter than announced the server would wait. Otherwise the end is not sent: a
    // server takes that for a client that went away, and does its work without an answer.
    if (announcesMore(request)) socket.end(bytes);
    else socket.write(bytes);
  });
}

function announcesMore({ headers, payload }: GeneratedRequest): boolean {
  const announced = Number(headers['content-length'] ?? 0);
  return 'transfer-encoding' in headers || announced > Buffer.byteLength(payload ?? '');
}

/** A request as it goes over the wire. What a client has to add is added unless it is there. */
export function bytesOf({ host }: URL, request: GeneratedRequest): Buffer {
  const payload = Buffer.from(request.payload ?? '');
  const headers: Record<string, string> = { host, connection: 'close', ...request.headers };
  const isFramed = 'content-length' in headers || 'transfer-encoding' in headers;
  if (payload.length > 0 && !isFramed) headers['content-length'] = String(payload.length);
  const fields = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = `${request.method} ${request.url} HTTP/1.1\r\n${fields.join('')}\r\n`;
  return Buffer.concat([Buffer.from(head, 'latin1'), payload]);
}

function parsed(chunks: readonly Buffer[]): RawAnswer | undefined {
  const text = Buffer.concat(chunks).toString();
  const [, status] = /^HTTP\/1\.1 (\d{3})/.exec(text) ?? [];
  const end = text.indexOf('\r\n\r\n');
  const isReplay = /^idempotent-replayed: true\r?$/im.test(text.slice(0, end));
  return status === undefined
    ? undefined
    : { status: Number(status), body: text.slice(end + 4), isReplay };
}
