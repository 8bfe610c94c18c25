import type { Footprint } from '../../../model/footprint.ts';
import type { Session } from '../../../model/operation.ts';
import type { Actor } from '../../actor.ts';
import { AdvisoryLocks } from '../advisory-locks.ts';
import type { Catalog } from '../catalog/catalog.ts';
import type { KnownCatalog } from '../catalog/known-catalog.ts';
import {
  type Completion,
  type OpenSession,
  openSessions,
  processesIn,
} from '../controlled-session.ts';
import { movesOf } from '../sql/moves.ts';
import { readingOf } from '../sql/reading.ts';
import type { Statement } from '../sql/terms.ts';
import {
  afterFailed,
  afterStatement,
  locksOf,
  mayResetSettings,
  noTransaction,
  setsUsualLevel,
} from '../sql/transaction.ts';
import { mayHaveUsualLevel, noteUsualLevel } from './usual-level.ts';
import { type Wire, wireOf } from './wire.ts';

const sessions = new WeakMap<Wire, PostgresJsSession>();

/** What is known of the tables that a statement names, whichever session of a pool it gets. */
export function catalogOfAny({ controller }: Pick<Actor, 'controller'>): Catalog {
  const { current } = controller.catalog;
  return mayHaveUsualLevel() ? current.ofAnyLevel() : current;
}

/** The session with this process id, in the hands of a client. */
export function sessionOf(
  pid: number,
  { controller, instance }: Actor,
): PostgresJsSession | undefined {
  const wire = wireOf(pid);
  if (!wire) return undefined;
  const session = sessions.get(wire) ?? new PostgresJsSession(wire, instance, controller.catalog);
  sessions.set(wire, session);
  openSessions.add(session, instance);
  return session;
}

/** A connection of `postgres` to PostgreSQL, and what it has done there. */
export class PostgresJsSession implements Session, OpenSession {
  readonly instance: number;
  transaction = noTransaction;
  deadlock: readonly number[] = [];
  begunBy: Error | undefined;
  /** Sends a statement in front of the next query; there once it has begun a transaction. */
  send: ((text: string) => void) | undefined;
  readonly #wire: Wire;
  readonly #catalog: KnownCatalog;
  readonly #advisoryLocks = new AdvisoryLocks();
  #deadlockTimeoutMs: number | undefined;

  constructor(wire: Wire, instance: number, catalog: KnownCatalog) {
    this.#wire = wire;
    this.#catalog = catalog;
    this.instance = instance;
    wire.onClose(() => openSessions.remove(this));
  }

  get pid(): number {
    return this.#wire.pid;
  }

  get client(): string | undefined {
    return this.#wire.client;
  }

  set client(name: string | undefined) {
    this.#wire.client = name;
  }

  get open(): boolean {
    return this.#wire.status !== 'I';
  }

  get failed(): boolean {
    return this.#wire.status === 'E';
  }

  /** What is known of the tables that its statements name. */
  get catalog(): Catalog {
    return mayHaveUsualLevel() ? this.#catalog.current.ofAnyLevel() : this.#catalog.current;
  }

  get locked(): Footprint {
    return locksOf(this.transaction);
  }

  get mayKeepLocks(): boolean {
    return this.#advisoryLocks.mayBeHeld;
  }

  get waitLimitMs(): number | undefined {
    return this.#wire.waitLimit.ms;
  }

  /** A statement is done. */
  completed(statement: Statement, { error, call, ...answer }: Completion): void {
    this.begunBy = this.open ? (this.begunBy ?? call) : undefined;
    this.#wire.noteSent(statement.text);
    this.#advisoryLocks.note(statement.text);
    if (error || !this.open || mayResetSettings(statement)) this.#deadlockTimeoutMs = undefined;
    if (error?.code === '40P01') this.deadlock = processesIn(error.detail ?? '');
    if (setsUsualLevel(statement.text)) noteUsualLevel();
    if (!error && readingOf(statement.text).changesSchema) this.#catalog.forget();
    this.#catalog.note(movesOf(statement, this.catalog));
    if (!this.open) this.transaction = noTransaction;
    else if (error) this.transaction = afterFailed(this.transaction);
    else this.transaction = afterStatement(statement, this.transaction, this.catalog, answer);
  }

  setDeadlockTimeout(ms: number): void {
    if (this.#deadlockTimeoutMs === ms || !this.open || !this.send) return;
    this.#deadlockTimeoutMs = ms;
    this.send(`set local deadlock_timeout = ${ms}`);
  }

  drop(): void {
    this.#wire.destroy();
  }
}
