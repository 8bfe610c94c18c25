/**
 * What PostgreSQL says that it lacks, where that is why `error` was thrown, as a sentence: connections, memory, room, or
 * time to start. No code is to blame for that.
 */
export function lackOfServer(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, message, cause } = error as Error & { readonly code?: unknown };
  if (typeof code !== 'string' || !/^(53|58)...$|^57P03$/.test(code)) return lackOfServer(cause);
  return `the PostgreSQL server lacks what it needs (${code}: ${message}): nothing can be said of the code`;
}

/** Throws an error that says so when `error` was thrown because the server lacks something. */
export function checkServer(error: unknown): void {
  const lack = lackOfServer(error);
  if (lack !== undefined) throw new Error(lack, { cause: error });
}
