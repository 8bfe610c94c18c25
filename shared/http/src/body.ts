import type { Context } from 'koa';
import getRawBody from 'raw-body';
import { RequestRefused } from './problem-details.ts';

/** The largest body that is read. The largest sensible one is a tenth of it. */
const maxBodyBytes = 16 * 1024;

/** Fatal: a byte that is not UTF-8 is refused, not replaced by a question mark in a name. */
const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads the body as one JSON value. When a key is given twice, the last one counts, as
 * `JSON.parse` has it.
 *
 * Throws `RequestRefused`: `unsupported_media_type` unless it is plain `application/json` in UTF-8,
 * `content_too_large` above `maxBodyBytes`, `malformed` if it cannot be read.
 */
export async function readJson(ctx: Context): Promise<unknown> {
  checkMediaType(ctx);
  const bytes = await readBytes(ctx);
  try {
    return JSON.parse(utf8.decode(bytes));
  } catch {
    throw new RequestRefused('malformed', 'the body is not valid JSON in UTF-8');
  }
}

function checkMediaType(ctx: Context): void {
  const encoding = ctx.get('Content-Encoding').trim().toLowerCase();
  // Nothing is unpacked here: a few packed bytes could become gigabytes.
  if (encoding !== '' && encoding !== 'identity')
    throw new RequestRefused('unsupported_media_type', 'send the body without content encoding', {
      'Accept-Encoding': 'identity',
    });
  const charset = ctx.request.charset.toLowerCase();
  const isJson = ctx.request.type.trim().toLowerCase() === 'application/json';
  if (!isJson || (charset !== '' && charset !== 'utf-8' && charset !== 'utf8'))
    throw new RequestRefused(
      'unsupported_media_type',
      'send the body as JSON in UTF-8, with Content-Type: application/json',
    );
}

async function readBytes(ctx: Context): Promise<Buffer> {
  try {
    const length = ctx.req.headers['content-length'];
    return await getRawBody(ctx.req, { limit: maxBodyBytes, length });
  } catch (error) {
    if (isTooLarge(error))
      throw new RequestRefused('content_too_large', `the body is over ${maxBodyBytes} bytes`);
    // The client went away, or announced another length: whatever fails here is the client's.
    throw new RequestRefused('malformed', 'the body ended before or after its announced length');
  }
}

function isTooLarge(error: unknown): boolean {
  return error instanceof Error && 'type' in error && error.type === 'entity.too.large';
}
