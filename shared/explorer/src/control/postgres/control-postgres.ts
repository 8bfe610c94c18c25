import pg from 'pg';
import { ExplorationError } from '../../model/errors.ts';
import type { Footprint } from '../../model/footprint.ts';
import type { Operation, Reply, Session } from '../../model/operation.ts';
import { type Actor, currentActor, runAs } from '../actor.ts';
import { callHere, noteCall } from '../call-sites.ts';
import {
  afterStatement,
  footprintOf,
  locksOf,
  mayBegin,
  mayResetSettings,
  noTransaction,
  type Statement,
} from './sql/footprint.ts';

/**
 * Makes every query of a controlled client a yield point. The query is held at the moment when its
 * connection would send it, so the order on one connection stays the library's own; its reply is
 * held until PostgreSQL is ready for the next query, because an error arrives before the locks of
 * its statement are gone.
 *
 * `library` is the `pg` module that the code under test uses. Calling this twice has no effect.
 */
export function controlPostgres(library: { Client: unknown; Query: unknown } = pg): void {
  const client = (library.Client as { prototype: PatchedClient }).prototype;
  if (client[patched]) return;
  client[patched] = true;
  const { query, connect } = client;
  const Query = library.Query as QueryClass;

  client.connect = function (this: PatchedClient, ...args: unknown[]) {
    const actor = currentActor();
    if (!actor) return connect.apply(this, args);
    this[owner] = new ControlledSession(this, actor, Query);
    const { getStartupConf } = this;
    this.getStartupConf = () => ({
      ...getStartupConf.call(this),
      ...actor.controller.sessionSettings,
    });
    actor.controller.busy(1);
    let pending = true;
    const settled = () => {
      if (pending) actor.controller.busy(-1);
      pending = false;
    };
    this.once('connect', settled);
    this.once('end', settled);
    this.once('error', settled);
    return connect.apply(this, args);
  };

  client.query = function (
    this: PatchedClient,
    config: unknown,
    values: unknown,
    callback: unknown,
  ) {
    const actor = currentActor();
    if (actor?.client === undefined || config == null) {
      return query.call(this, config, values, callback);
    }
    // A connection from before the exploration: left alone, it would hide every race.
    this[owner] ??= new ControlledSession(this, actor, Query);
    const session = this[owner];
    if (typeof (config as Submittable).submit === 'function') {
      hold(config as Submittable, session, actor);
      return query.call(this, config, values, callback);
    }
    const submittable = new Query(config, values, callback);
    hold(submittable, session, actor);
    if (submittable.callback) {
      query.call(this, submittable);
      return undefined;
    }
    const answered = new Promise((resolve, reject) => {
      submittable.callback = (error, result) => (error ? reject(error) : resolve(result));
    });
    query.call(this, submittable);
    return answered;
  };
}

const patched = Symbol('controlled by the explorer');
const owner = Symbol('controlled session');

interface Submittable {
  text?: string;
  values?: unknown[];
  cursor?: { text?: string };
  callback?: (error: Error | null, result?: unknown) => void;
  submit(connection: unknown): Error | null | undefined;
  handleReadyForQuery(connection: unknown): void;
  handleError(error: ServerError, connection: unknown): void;
}

type QueryClass = new (...args: unknown[]) => Submittable;

interface ServerError extends Error {
  severity?: string;
  code?: string;
  detail?: string;
}

interface PatchedClient {
  [patched]?: boolean;
  [owner]?: ControlledSession;
  processID: number | null;
  readyForQuery: boolean;
  _activeQuery: Submittable | null;
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

interface QueryResult {
  rows?: Record<string, unknown>[];
  rowCount?: number | null;
}

/** Defers sending until the scheduler says so, and delivering until the reply is complete. */
function hold(query: Submittable, session: ControlledSession, actor: Actor): void {
  const { submit, handleReadyForQuery, handleError } = query;
  const statement: Statement = {
    text: (query.text ?? query.cursor?.text ?? '').trim(),
    values: query.values ?? [],
  };
  const call = !session.open && mayBegin(statement) ? callHere() : undefined;
  noteCall(actor);
  let done: (reply: Reply) => void = () => {};
  let deliver = () => {};

  query.submit = (connection) => {
    const operation: Operation = {
      kind: 'sql',
      text: describe(statement),
      session,
      footprint: () => footprintOf(statement, session.transaction),
      perform: () =>
        new Promise<Reply>((resolve) => {
          done = resolve;
          session.client = actor.client;
          const failed = submit.call(query, connection);
          if (failed) query.handleError(failed, connection);
        }),
      deliver: () => deliver(),
    };
    // The connection may be free only after somebody else's reply, in that client's context.
    runAs(actor, () => actor.controller.park(operation, actor));
    return null;
  };

  query.handleReadyForQuery = (connection) => {
    const { rows, rowCount } = resultOf(query);
    session.completed(statement, undefined, call);
    deliver = () => handleReadyForQuery.call(query, connection);
    done({
      ...(rows ? { rows: rows.map(copyOf) } : {}),
      ...(rowCount == null ? {} : { rowCount }),
    });
  };

  query.handleError = (error, connection) => {
    const complete = () => {
      session.completed(statement, error, call);
      deliver = () => handleError.call(query, error, connection);
      done({ error: { message: error.message, ...(error.code ? { code: error.code } : {}) } });
    };
    // An error of the server's is followed by ReadyForQuery; a broken connection by nothing.
    if (error.severity === 'ERROR') session.whenReady(complete);
    else complete();
  };
}

/** The code under test is handed these very rows, and may change them. */
function copyOf(row: Record<string, unknown>): Record<string, unknown> {
  const nested = Object.values(row).some((value) => typeof value === 'object' && value !== null);
  if (nested) return structuredClone(row);
  return Array.isArray(row) ? (row.slice() as unknown as typeof row) : { ...row };
}

function resultOf(query: Submittable): QueryResult {
  const results = (query as unknown as { _results?: QueryResult | QueryResult[] })._results;
  return (Array.isArray(results) ? results.at(-1) : results) ?? {};
}

/** One line, with the values in their places: two calls with other values are other operations. */
function describe({ text, values }: Statement): string {
  const line = text.replace(/\s+/g, ' ');
  return line.replace(/\$(\d+)/g, (whole, number) => {
    const index = Number(number) - 1;
    return index < values.length ? literal(values[index]) : whole;
  });
}

function literal(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean')
    return String(value);
  if (value instanceof Date) return "'a time'";
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`;
  return JSON.stringify(value);
}

/** Everybody whom PostgreSQL names in a deadlock: "Process 12 waits for …; blocked by process 34.", line by line. */
function processesIn(detail: string): number[] {
  return [...detail.matchAll(/\bprocess (\d+)/gi)].map(([, pid]) => Number(pid));
}

class ControlledSession implements Session {
  readonly instance: number;
  client: string | undefined;
  transaction = noTransaction;
  deadlock: readonly number[] = [];
  /** The call that has opened its transaction. */
  begunBy: Error | undefined;
  readonly #client: PatchedClient;
  readonly #Query: QueryClass;

  constructor(client: PatchedClient, actor: Actor, Query: QueryClass) {
    this.#client = client;
    this.#Query = Query;
    this.instance = actor.instance;
    sessions.add(this);
    client.once('end', () => sessions.delete(this));
  }

  get pid(): number {
    return this.#client.processID ?? 0;
  }

  get open(): boolean {
    return this.#client.getTransactionStatus() !== 'I';
  }

  get failed(): boolean {
    return this.#client.getTransactionStatus() === 'E';
  }

  completed(statement: Statement, error: ServerError | undefined, call?: Error): void {
    this.begunBy = this.open ? (this.begunBy ?? call) : undefined;
    if (error || mayResetSettings(statement)) this.#deadlockTimeoutMs = undefined;
    if (error?.code === '40P01') this.deadlock = processesIn(error.detail ?? '');
    if (this.#client.getTransactionStatus() === 'I') this.transaction = noTransaction;
    else if (!error) this.transaction = afterStatement(statement, this.transaction);
  }

  whenReady(listener: () => void): void {
    this.#client.connection.once('readyForQuery', listener);
  }

  get locked(): Footprint {
    return locksOf(this.transaction);
  }

  /** What it is known to be set to. A transaction that is rolled back takes its settings with it. */
  #deadlockTimeoutMs: number | undefined;

  /**
   * Slips a SET in front of the query that is held, which keeps its place on the connection: both are
   * sent together, since the reply to the SET is of no interest.
   */
  setDeadlockTimeout(ms: number): void {
    if (this.#deadlockTimeoutMs === ms) return;
    this.#deadlockTimeoutMs = ms;
    const client = this.#client;
    const held = client._activeQuery;
    if (!held) throw new ExplorationError('the session holds no operation back');
    const set = new this.#Query(`set deadlock_timeout = ${ms}`);
    const handOver = () => {
      client.readyForQuery = false;
      client._activeQuery = held;
    };
    set.handleReadyForQuery = handOver;
    set.handleError = (error, connection) => {
      this.#deadlockTimeoutMs = undefined;
      // An error of the server's is followed by ReadyForQuery; a broken connection by nothing.
      if (error.severity === 'ERROR') client._activeQuery = set;
      else held.handleError(error, connection);
    };
    client._activeQuery = set;
    const { stream } = client.connection;
    stream.cork();
    process.nextTick(() => stream.uncork());
    set.submit(client.connection);
  }

  destroy(): void {
    sessions.delete(this);
    this.#client.on('error', () => {});
    this.#client.connection.stream.destroy();
  }
}

const sessions = new Set<ControlledSession>();

/** Every open connection that was made by controlled code. */
export function controlledSessions(): readonly Session[] {
  return [...sessions];
}

/** The clients that have left a transaction open, in the order of their names. */
export function clientsInTransaction(): string[] {
  const clients = [...sessions].flatMap(({ open, client }) => (open && client ? [client] : []));
  return [...new Set(clients)].sort();
}

/** The stack of the call that has begun a transaction which this client has left open. */
export function openTransactionOf(client: string): string | undefined {
  const left = [...sessions].find((session) => session.open && session.client === client);
  return left?.begunBy?.stack;
}
