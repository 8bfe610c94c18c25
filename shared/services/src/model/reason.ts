/**
 * What went wrong, as words for a sentence. Node reports a connection that was refused at several
 * addresses as an error without a message that holds one error for each address.
 */
export function reasonOf(cause: unknown): string {
  if (cause instanceof AggregateError) return reasonOf(cause.errors[0]);
  return cause instanceof Error ? cause.message : String(cause);
}

/**
 * The line of a server's last output that says why it ended, without the date before it; empty when
 * it printed nothing.
 */
export function complaintIn(output: string): string {
  const lines = output.trim().split('\n');
  const complaint = lines.find((line) => /could not|fatal|failed|error/i.test(line));
  // Redis begins each line with "1234:M 20 Nov 2026 18:40:46.503 # ".
  return (complaint ?? lines.at(-1) ?? '').replace(/^\d+:\w .*? [#*.-] /, '').trim();
}
