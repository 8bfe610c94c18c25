/** What the error replies begin with by which the gate before a shared Redis speaks for itself. */
export const gateError = 'WORKBOOK';

/**
 * The sentence by which the gate has refused something, if that is what `error` comes from: it may be
 * hidden in errors that followed. What was measured then is worthless.
 */
export function redisRefusalIn(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  // Where a script was refused, Redis tells its place as well.
  const pattern = new RegExp(`\\b${gateError} (.*?)(?: script: [0-9a-f]{40}, on .*)?$`, 's');
  const [, sentence] = pattern.exec(error.message) ?? [];
  if (sentence) return sentence;
  const {
    error: later,
    suppressed,
    cause,
    errors = [],
  } = error as Partial<SuppressedError> & {
    readonly errors?: readonly unknown[];
  };
  for (const other of [later, suppressed, cause, ...errors]) {
    const found = redisRefusalIn(other);
    if (found) return found;
  }
  return undefined;
}
