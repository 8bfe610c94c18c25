/**
 * The url that `text` is, or undefined when it is not one of `protocol`. An `@`, `/`, `?` or `#` in
 * a password has to be encoded: as it is, what follows would be taken for the host, and be shown.
 */
export function wellFormedUrl(text: string, protocol: RegExp): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !protocol.test(url.protocol)) return undefined;
  if (text.includes('@') && !/^\w+:\/\/[^@/?#]*@[^@]*$/.test(text)) return undefined;
  return url;
}

/** How to write the characters that would end a password too early. */
export const encodingHint = 'with %40 for an @ in the password, %2F for a / and %23 for a #';
