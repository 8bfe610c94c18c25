import type { ServerError } from '../driver.ts';

/** The parts of `postgres` that are changed or looked into to control it. */

/** What the module exports: makes an `sql` that connects when it is first used. */
export type PostgresJs = (options?: object) => SqlTag;

/** An `sql`, with what is asked of it here. */
export interface SqlTag {
  (strings: TemplateStringsArray | string, ...args: unknown[]): object;
  typed(value: unknown, type: number): object;
  readonly options: unknown;
}

/** What `` sql`…` `` gives: a promise that is sent when it is first waited for. */
export interface Query {
  readonly strings: readonly string[];
  readonly args: readonly unknown[];
  readonly options: { onexecute?: (connection: Connection) => unknown; simple?: boolean };
  /** Hands it to the pool, or to the connection of its transaction. */
  readonly handler: (query: Query) => unknown;
  readonly canceller: ((query: Query) => unknown) | null;
  /** The session that has it; set when it is executed. */
  state: { readonly pid: number } | null;
  /** Its text, once it is executed. */
  readonly string?: string;
  readonly parameters?: readonly unknown[];
  readonly cursorFn?: unknown;
  readonly forEachFn?: unknown;
  readonly streaming?: boolean;
  executed: boolean;
  cancelled: unknown;
  resolve(result: unknown): void;
  reject(error: ServerError): void;
  handle(): Promise<unknown>;
  cancel(): unknown;
  catch(listener: () => void): unknown;
}

/** One connection of a pool. */
export interface Connection {
  execute(query: Query): unknown;
}

/** The class of an `sql`'s queries. */
export type QueryConstructor = new (
  strings: readonly string[],
  args: readonly unknown[],
  handler: Query['handler'],
  canceller?: null,
  options?: object,
) => Query;
