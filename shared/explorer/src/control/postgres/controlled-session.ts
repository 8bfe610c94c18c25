import { ExplorationError } from '../../model/errors.ts';
import type { Answer, Footprint } from '../../model/footprint.ts';
import type { Session } from '../../model/operation.ts';
import type { Actor } from '../actor.ts';
import { noteMessage } from '../escapes/messages.ts';
import { Held } from '../held.ts';
import { AdvisoryLocks } from './advisory-locks.ts';
import { type Catalog, unknownCatalog } from './catalog/catalog.ts';
import type { KnownCatalog } from './catalog/known-catalog.ts';
import { preparesSession } from './connection-set-up.ts';
import type { DriverClient, QueryClass, ServerError } from './driver.ts';
import { noteClosed, noteSent } from './notifications.ts';
import { noteServerError } from './server-errors.ts';
import { movesOf } from './sql/moves.ts';
import { readingOf } from './sql/reading.ts';
import type { Statement } from './sql/terms.ts';
import {
  afterFailed,
  afterStatement,
  locksOf,
  mayResetSettings,
  noTransaction,
  setsUsualLevel,
} from './sql/transaction.ts';
import { WaitLimit } from './wait-limit.ts';

/** A connection to PostgreSQL that controlled code has made, and what it has done there. */
export class ControlledSession implements OpenSession {
  readonly instance: number;
  client: string | undefined;
  transaction = noTransaction;
  deadlock: readonly number[] = [];
  /** The call that has opened its transaction. */
  begunBy: Error | undefined;
  readonly #client: DriverClient;
  readonly #Query: QueryClass;
  #isNew: boolean;
  /** What it is known to be set to. A transaction that is rolled back takes its settings with it. */
  #deadlockTimeoutMs: number | undefined;
  readonly #waitLimit = new WaitLimit();
  readonly #advisoryLocks = new AdvisoryLocks();
  readonly #catalog: KnownCatalog;
  /** Whether it has set the level of transactions that name none. */
  #isOfAnyLevel = false;

  constructor(client: DriverClient, actor: Actor, Query: QueryClass) {
    this.#client = client;
    this.#Query = Query;
    this.instance = actor.instance;
    this.#catalog = actor.controller.catalog;
    this.#isOfAnyLevel = /isolation/i.test(client.connectionParameters?.options ?? '');
    this.#waitLimit.note(client.connectionParameters ?? {});
    this.#isNew = actor.client !== undefined && client.processID == null;
    openSessions.add(this, actor.instance);
    client.once('end', () => {
      openSessions.remove(this);
      noteClosed(this);
    });
    client.on('notification', ({ channel }) => noteMessage(this.instance, channel));
    client.connection.on('errorMessage', ({ code = '', message }) =>
      noteServerError(code, message, this.client),
    );
  }

  /**
   * Whether a statement belongs to what is done with a connection that a client has just opened, as nothing else
   * was done with it yet.
   */
  isPreparedBy(text: string): boolean {
    this.#isNew &&= preparesSession(text);
    return this.#isNew;
  }

  /** A statement that was sent, whether it is an operation or not: it may set what decides about others. */
  noteSettings(text: string): void {
    this.#waitLimit.noteText(text);
    noteSent(this, text);
    if (setsUsualLevel(text)) this.#isOfAnyLevel = true;
  }

  get pid(): number {
    return this.#client.processID ?? 0;
  }

  get open(): boolean {
    return this.#client.getTransactionStatus() !== 'I';
  }

  get mayKeepLocks(): boolean {
    return this.#advisoryLocks.mayBeHeld;
  }

  /** Whether the explorer has dropped its connection. */
  get isDropped(): boolean {
    return isDropped(this.#client);
  }

  get failed(): boolean {
    return this.#client.getTransactionStatus() === 'E';
  }

  /** What is known of the tables that its statements name. */
  get catalog(): Catalog {
    const { current } = this.#catalog;
    if (current.database !== this.#client.database) return unknownCatalog;
    return this.#isOfAnyLevel ? current.ofAnyLevel() : current;
  }

  get locked(): Footprint {
    return locksOf(this.transaction);
  }

  get waitLimitMs(): number | undefined {
    return this.#waitLimit.ms;
  }

  /** A statement is done. */
  completed(statement: Statement, { error, call, ...answer }: Completion): void {
    this.begunBy = this.open ? (this.begunBy ?? call) : undefined;
    this.noteSettings(statement.text);
    this.#advisoryLocks.note(statement.text);
    if (error || mayResetSettings(statement)) this.#deadlockTimeoutMs = undefined;
    if (error?.code === '40P01') this.deadlock = processesIn(error.detail ?? '');
    if (!error && readingOf(statement.text).changesSchema) this.#catalog.forget();
    this.#catalog.note(movesOf(statement, this.catalog));
    if (this.#client.getTransactionStatus() === 'I') this.transaction = noTransaction;
    else if (error) this.transaction = afterFailed(this.transaction);
    else this.transaction = afterStatement(statement, this.transaction, this.catalog, answer);
  }

  /** Calls back when PostgreSQL is ready for the next query. */
  whenReady(listener: () => void): void {
    this.#client.connection.once('readyForQuery', listener);
  }

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
      // After an error of the server comes ReadyForQuery; after a broken connection comes nothing.
      if (error.severity === 'ERROR') client._activeQuery = set;
      else held.handleError(error, connection);
    };
    client._activeQuery = set;
    const { stream } = client.connection;
    stream.cork();
    process.nextTick(() => stream.uncork());
    set.submit(client.connection);
  }

  /**
   * Drops the connection, as a crash does. A pool hands on the error of a connection that lies idle, and
   * one that has no listener for it would end the process.
   */
  drop(): void {
    dropped.add(this.#client);
    this.#client.on('error', () => {});
    this.#client.connection.stream.destroy();
  }
}

/** How a statement was done. */
export interface Completion extends Answer {
  readonly error?: ServerError | undefined;
  /** The call that has sent it, where it may have begun a transaction. */
  readonly call?: Error | undefined;
}

/** A session that a driver has opened. */
export interface OpenSession extends Session {
  /** The call that has opened its transaction. */
  readonly begunBy: Error | undefined;
  /** Drops the connection, as a crash does. */
  drop(): void;
}

/** Connections that have ended because the explorer has dropped them. */
const dropped = new WeakSet<object>();

/** Whether the explorer has dropped the connection of this client of `pg`. */
export function isDropped(client: unknown): boolean {
  return typeof client === 'object' && client !== null && dropped.has(client);
}

/** The sessions that instances hold open. */
export const openSessions = new Held<OpenSession>((session) => session.drop());

/** Every open connection that was made by controlled code. */
export function controlledSessions(): readonly Session[] {
  return [...openSessions];
}

/** The clients that have left a transaction open, in the order of their names. */
export function clientsInTransaction(): string[] {
  const clients = [...openSessions].flatMap(({ open, client }) => (open && client ? [client] : []));
  return [...new Set(clients)].sort();
}

/** The client whose operation the session of this process id has run last. */
export function clientOfSession(pid: number): string | undefined {
  return [...openSessions].find((session) => session.pid === pid)?.client;
}

/** The stack of the call that began the transaction that this client has left open. */
export function openTransactionOf(client: string): string | undefined {
  const left = [...openSessions].find((session) => session.open && session.client === client);
  return left?.begunBy?.stack;
}

/** The sessions that PostgreSQL names in a deadlock: "Process 12 waits for …; blocked by process 34.", line by line. */
export function processesIn(detail: string): number[] {
  return [...detail.matchAll(/\bprocess (\d+)/gi)].map(([, pid]) => Number(pid));
}
