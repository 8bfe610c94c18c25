const longestChars = 600;
const keptChars = 280;

/** What ends a line, what a terminal obeys, and what turns the direction of writing round. */
const unprintable = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/**
 * A message that repeats what was typed, as one line that a terminal only shows. What is very long
 * loses its middle: its end says what to do.
 */
export function oneLine(message: string): string {
  const line = message.replace(
    unprintable,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  if (line.length <= longestChars) return line;
  return `${line.slice(0, keptChars)} … ${line.slice(-keptChars)}`;
}
