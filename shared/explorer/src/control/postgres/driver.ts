/** The parts of the `pg` library that are changed or looked into to control it. */

export interface DriverClient {
  processID: number | null;
  readyForQuery: boolean;
  _activeQuery: DriverQuery | null;
  connection: {
    stream: { destroy(): void; cork(): void; uncork(): void };
    once(event: string, listener: () => void): void;
  };
  connect(...args: unknown[]): unknown;
  query(...args: unknown[]): unknown;
  once(event: string, listener: () => void): void;
  getStartupConf(): Record<string, unknown>;
  on(event: string, listener: () => void): void;
  getTransactionStatus(): 'I' | 'T' | 'E' | null;
}

export interface DriverQuery {
  text?: string;
  values?: unknown[];
  cursor?: { text?: string };
  callback?: (error: Error | null, result?: unknown) => void;
  submit(connection: unknown): Error | null | undefined;
  handleReadyForQuery(connection: unknown): void;
  handleError(error: ServerError, connection: unknown): void;
}

export type QueryClass = new (...args: unknown[]) => DriverQuery;

export interface ServerError extends Error {
  severity?: string;
  code?: string;
  detail?: string;
}

export interface QueryResult {
  rows?: Record<string, unknown>[];
  rowCount?: number | null;
}

/** What the last statement of a query has brought. */
export function resultOf(query: DriverQuery): QueryResult {
  const results = (query as unknown as { _results?: QueryResult | QueryResult[] })._results;
  return (Array.isArray(results) ? results.at(-1) : results) ?? {};
}
