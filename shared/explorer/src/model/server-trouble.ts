/**
 * Errors by which PostgreSQL says that it lacks connections, memory or room, was killed or is not up yet, or cannot use its
 * files: whatever code asks for. https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
const isTrouble = /^(53|58)...$|^57P0[23]$/;

/** What an error of PostgreSQL says of such trouble, as `code: message`; undefined where it says none. */
export function troubleIn(code: string, message: string): string | undefined {
  return isTrouble.test(code) ? `${code}: ${message}` : undefined;
}

/** One sentence for people about the trouble of a server, from what it says. */
export function lacks(server: 'PostgreSQL' | 'Redis', says: string): string {
  return `the ${server} server lacks what it needs (${says}): nothing can be said of the code`;
}

/**
 * What PostgreSQL says that it lacks, where that is why `error` was thrown, by itself or as the cause of another error:
 * one sentence for people. Undefined where it is not.
 */
export function serverTroubleIn(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, message, cause } = error as Error & { readonly code?: unknown };
  const says = typeof code === 'string' ? troubleIn(code, message) : undefined;
  return says === undefined ? serverTroubleIn(cause) : lacks('PostgreSQL', says);
}
