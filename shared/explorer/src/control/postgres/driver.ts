import type { ConnectionLimits } from './wait-limit.ts';

/** The parts of the `pg` library that are changed or looked into to control it. */

export interface DriverClient {
  processID: number | null;
  readonly database?: string;
  readonly connectionParameters?: ConnectionLimits;
  readyForQuery: boolean;
  _activeQuery: DriverQuery | null;
  connection: {
    stream: { destroy(): void; cork(): void; uncork(): void };
    once(event: string, listener: () => void): void;
    on(event: 'errorMessage', listener: (error: ServerError) => void): void;
  };
  connect(...args: unknown[]): unknown;
  end(...args: unknown[]): unknown;
  query(...args: unknown[]): unknown;
  once(event: string, listener: () => void): void;
  getStartupConf(): Record<string, unknown>;
  on(event: string, listener: () => void): void;
  on(event: 'notification', listener: (message: { channel: string }) => void): void;
  emit(event: string, ...args: unknown[]): boolean;
  getTransactionStatus(): 'I' | 'T' | 'E' | null;
}

/** A query of `pg`, with the methods by which its connection drives it. */
export interface DriverQuery {
  text?: string;
  values?: unknown[];
  cursor?: { text?: string };
  callback?: (error: Error | null, result?: unknown) => void;
  submit(connection: unknown): Error | null | undefined;
  handleReadyForQuery(connection: unknown): void;
  handleError(error: ServerError, connection: unknown): void;
}

/** What a query sends. */
export function textOf({ text, cursor }: DriverQuery): string {
  return (text ?? cursor?.text ?? '').trim();
}

/** The class of a `pg` module's own queries. */
export type QueryClass = new (...args: unknown[]) => DriverQuery;

/** An error that PostgreSQL reports: its SQLSTATE is in `code`. */
export interface ServerError extends Error {
  severity?: string;
  code?: string;
  detail?: string;
}

/** The rows that a statement returned, and how many it concerned. */
export interface QueryResult {
  rows?: Record<string, unknown>[];
  rowCount?: number | null;
}

/** What the last statement of a query returned. */
export function resultOf(query: DriverQuery): QueryResult {
  const results = (query as unknown as { _results?: QueryResult | QueryResult[] })._results;
  return (Array.isArray(results) ? results.at(-1) : results) ?? {};
}
