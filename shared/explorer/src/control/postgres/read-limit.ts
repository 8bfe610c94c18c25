/** After how many milliseconds the driver gives a query up, by its own `query_timeout` or that of its client; 0 where it does not. */
export function readLimitMs({ connectionParameters }: Limited, query: unknown): number {
  return Number((query as Limit).query_timeout || connectionParameters?.query_timeout || 0);
}

/**
 * Sends a query without that limit: the driver's timer counts real time, which passes while the scheduler lets others go, and
 * would end what was not even sent.
 */
export function withoutReadLimit<T>(
  { connectionParameters = {} }: Limited,
  query: unknown,
  send: () => T,
): T {
  const limits = [connectionParameters, query as Limit].filter((one) => one.query_timeout);
  const kept = limits.map(({ query_timeout }) => query_timeout);
  for (const one of limits) one.query_timeout = 0;
  try {
    return send();
  } finally {
    for (const [i, one] of limits.entries()) one.query_timeout = kept[i];
  }
}

/** What may have such a limit. */
interface Limit {
  query_timeout?: unknown;
}

interface Limited {
  readonly connectionParameters?: object & Limit;
}
