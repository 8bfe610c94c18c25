/**
 * What went wrong, as words for a sentence. Node reports a connection that was refused at several
 * addresses as an error without a message that holds one error for each address.
 */
export function reasonOf(cause: unknown): string {
  if (cause instanceof AggregateError) return reasonOf(cause.errors[0]);
  return cause instanceof Error ? cause.message : String(cause);
}
