import type { GeneratedRequest } from '@workbook/http/test-support';

/** A request as a shell command that sends it. */
export function curlOf(url: string, request: GeneratedRequest): string {
  const headers = Object.entries(request.headers).map(
    ([name, value]) => `-H ${quoted(value === '' ? `${name};` : `${name}: ${value}`)}`,
  );
  const payload = Buffer.from(request.payload ?? '');
  const body = payload.length === 0 ? [] : [`--data-binary ${quoted(payload)}`];
  const target = quoted(`${url}${request.url}`);
  const how = `curl -sig --path-as-is -X ${quoted(request.method)}`;
  return [how, target, ...headers, ...body].join(' ');
}

/** One word for bash: bytes that are not plain characters are written in octal. */
function quoted(bytes: string | Buffer): string {
  const buffer = typeof bytes === 'string' ? Buffer.from(bytes) : bytes;
  const isPlain = buffer.every((byte) => byte >= 0x20 && byte < 0x7f && byte !== 0x27);
  if (isPlain) return `'${buffer.toString('latin1')}'`;
  const escaped = Array.from(buffer, (byte) => {
    const isLiteral = byte >= 0x20 && byte < 0x7f && byte !== 0x27 && byte !== 0x5c;
    return isLiteral ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, '0')}`;
  });
  return `$'${escaped.join('')}'`;
}
