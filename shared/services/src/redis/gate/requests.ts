/** One command as a client has sent it. */
export interface Request {
  /** The command's name and its arguments. */
  readonly args: readonly Buffer[];
  /** All its bytes, to be passed on unchanged. */
  readonly bytes: Buffer;
}

/**
 * What came is not a command that the gate reads: an array of bulk strings, no larger than allowed.
 */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
}

/** As Redis itself has it: no argument is longer, no command has more of them. */
const mostBytes = 512 * 1024 * 1024;
const mostArguments = 1024 * 1024;
/** Lengths are short; a line that goes on and on is not a length. */
const longestLine = 32;

/**
 * Splits a client's bytes into its commands, those together that came together. A generator and not a
 * stream: while they are worked on, no more is read, and the client has to wait.
 *
 * @param mayBeLong Asked for each command: a client that has not given the password yet may not
 *   fill the memory.
 * @throws ProtocolError
 */
export async function* requestsIn(
  chunks: AsyncIterable<Buffer>,
  mayBeLong: () => boolean,
): AsyncGenerator<readonly Request[]> {
  let held: Buffer[] = [];
  let heldBytes = 0;
  let neededBytes = 1;
  for await (const chunk of chunks) {
    held.push(chunk);
    heldBytes += chunk.length;
    // A value of a megabyte comes in many chunks: they are joined once, not once for each chunk.
    if (heldBytes < neededBytes) continue;
    let rest = held.length === 1 ? chunk : Buffer.concat(held);
    const requests: Request[] = [];
    for (;;) {
      const found = firstRequest(rest, mayBeLong() ? mostBytes : 1024);
      if (typeof found === 'number') {
        neededBytes = found;
        break;
      }
      rest = rest.subarray(found.bytes.length);
      requests.push(found);
    }
    if (requests.length > 0) yield requests;
    held = rest.length > 0 ? [rest] : [];
    heldBytes = rest.length;
  }
}

/** The command that `bytes` begin with, or how many bytes there must be for another look. */
function firstRequest(bytes: Buffer, longest: number): Request | number {
  let at = 0;
  /** The number after `sign` up to the end of the line; undefined while the line is not whole. */
  const number = (sign: string, most: number): number | undefined => {
    if (at < bytes.length && bytes[at] !== sign.charCodeAt(0))
      throw new ProtocolError(`expected "${sign}"`);
    const end = bytes.indexOf('\r\n', at);
    if (end < 0 && bytes.length - at <= longestLine) return undefined;
    const digits = bytes.toString('latin1', at + 1, Math.max(end, at + 1));
    if (end - at > longestLine || !/^\d+$/.test(digits) || Number(digits) > most)
      throw new ProtocolError('invalid length');
    at = end + 2;
    return Number(digits);
  };
  const count = number('*', Math.min(longest, mostArguments));
  if (count === undefined) return bytes.length + 1;
  const args: Buffer[] = [];
  while (args.length < count) {
    const length = number('$', longest);
    if (length === undefined) return bytes.length + 1;
    if (bytes.length < at + length + 2) return at + length + 2;
    if (bytes.toString('latin1', at + length, at + length + 2) !== '\r\n')
      throw new ProtocolError('invalid length');
    args.push(bytes.subarray(at, at + length));
    at += length + 2;
  }
  return { args, bytes: bytes.subarray(0, at) };
}

/** A command as bytes. */
export function encode(args: readonly (string | number | Buffer)[]): Buffer {
  const parts: Buffer[] = [Buffer.from(`*${args.length}\r\n`)];
  for (const arg of args) {
    const bytes = Buffer.isBuffer(arg) ? arg : Buffer.from(String(arg));
    parts.push(Buffer.from(`$${bytes.length}\r\n`), bytes, Buffer.from('\r\n'));
  }
  return Buffer.concat(parts);
}
