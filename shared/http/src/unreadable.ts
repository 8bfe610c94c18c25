import type { Duplex } from 'node:stream';
import { STATUS_CODES } from './node-http.ts';
import { type Problem, problemDetails } from './problem-details.ts';

/**
 * Answers bytes that Node's parser refused, and that never become a request for the app: with
 * problem details like every other refusal, and for the last time on this connection.
 */
export function answerUnreadable(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const details = problemDetails(unreadable(error.code));
  const body = JSON.stringify(details);
  const head = [
    `HTTP/1.1 ${details.status} ${STATUS_CODES[details.status]}`,
    'Connection: close',
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

function unreadable(parserCode: string | undefined): Problem {
  if (parserCode === 'HPE_HEADER_OVERFLOW')
    return { code: 'headers_too_large', detail: 'the header fields are too large' };
  if (parserCode === 'ERR_HTTP_REQUEST_TIMEOUT')
    return { code: 'request_timeout', detail: 'the request took too long to arrive' };
  return { code: 'malformed', detail: 'this is not a readable HTTP/1.1 request' };
}
