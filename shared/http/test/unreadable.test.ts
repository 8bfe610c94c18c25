import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { answerUnreadable } from '../src/unreadable.ts';

const parserError = (code: string) => Object.assign(new Error('parse error'), { code });

describe('answerUnreadable', () => {
  const rows: [parserCode: string, status: string, code: string][] = [
    ['HPE_INVALID_METHOD', '400 Bad Request', 'malformed'],
    ['ERR_HTTP_REQUEST_TIMEOUT', '408 Request Timeout', 'request_timeout'],
    ['HPE_HEADER_OVERFLOW', '431 Request Header Fields Too Large', 'headers_too_large'],
  ];
  for (const [parserCode, status, code] of rows)
    it(`answers ${parserCode} with ${status} and ends the connection`, async () => {
      const socket = new PassThrough();
      answerUnreadable(parserError(parserCode), socket);
      const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n');
      const [statusLine, ...fields] = head.split('\r\n');
      assert.equal(statusLine, `HTTP/1.1 ${status}`);
      assert.deepEqual(fields, [
        'Connection: close',
        'Content-Type: application/problem+json',
        `Content-Length: ${body.length}`,
      ]);
      assert.equal(JSON.parse(body).code, code);
    });

  it('says nothing to a client that is gone', () => {
    const socket = new PassThrough();
    answerUnreadable(parserError('ECONNRESET'), socket);
    assert.equal(socket.destroyed, true);
    assert.equal(socket.read(), null);
  });
});
