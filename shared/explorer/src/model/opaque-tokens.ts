/**
 * Text without what is drawn by lot: ids as uuid and nanoid make them, long runs of hex or base64.
 */
export function withoutTokens(text: string): string {
  return text.replace(token, '<token>');
}

/** Long, and with a digit in it: words and names are not. */
const token =
  /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<![\w-])(?=[\w+/-]*\d)(?=[\w+/-]*[A-Za-z_-])[\w+/-]{16,}={0,2}/gi;
