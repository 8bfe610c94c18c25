import { type Actor, currentActor } from '../../actor.ts';
import { noteEscape } from '../../escapes/escape.ts';
import { noteServed } from '../../http/under-way.ts';
import { noteAsked } from '../notifications.ts';
import { noteSentAside } from '../sent-aside.ts';
import { setsUsualLevel } from '../sql/transaction.ts';
import { HeldQuery } from './held-query.ts';
import type { Connection, PostgresJs, Query, QueryConstructor } from './library.ts';
import { handOver, isOfConnection, isOfDriver } from './pool.ts';
import { type PostgresJsSession, sessionOf } from './session.ts';
import { StatementReader } from './statement-reader.ts';
import { noteUsualLevel } from './usual-level.ts';
import { beginSessionsWith, watchWires, wireOf } from './wire.ts';

/**
 * Makes every query of a controlled client over `postgres` a yield point. One that goes to the pool is
 * held before the pool gives it a connection; one of a transaction at the connection that this has.
 * Calling this twice has no effect.
 */
export function controlPostgresJs(library: PostgresJs): void {
  const sample = library();
  const { constructor } = sample`select 1`;
  const prototype = constructor.prototype as ControlledQuery;
  if (prototype[patched]) return;
  prototype[patched] = true;
  watchWires();
  new Control(constructor as QueryConstructor, new StatementReader(sample)).take();
}

class Control {
  readonly #Query: QueryConstructor;
  readonly #reader: StatementReader;
  /** The queries that wait for a connection of their pool. */
  #waiting: { readonly actor: Actor; park(): void }[] = [];
  /** The sessions of connections that have begun a transaction. */
  readonly #sessions = new WeakMap<Connection, PostgresJsSession>();
  /** What is under way on a connection. */
  readonly #underWay = new WeakMap<Connection, Promise<void>>();

  constructor(Query: QueryConstructor, reader: StatementReader) {
    this.#Query = Query;
    this.#reader = reader;
  }

  take(): void {
    const hold = (query: ControlledQuery, actor: Actor) => this.#hold(query, actor);
    const prototype = this.#Query.prototype as ControlledQuery;
    const { handle, cancel } = prototype;
    const statementOf = (query: Query) => this.#reader.statementOf(query).text;
    prototype.cancel = function (this: ControlledQuery) {
      const actor = currentActor();
      if (actor?.client !== undefined)
        noteEscape(actor, {
          kind: 'connection',
          what: `cancels "${statementOf(this)}"`,
          advice: 'let statement_timeout end it instead',
        });
      return cancel.call(this);
    };
    prototype.handle = function (this: ControlledQuery) {
      const actor = currentActor();
      if (this.executed || isOfDriver(this)) return handle.call(this);
      if (actor?.client === undefined) {
        noteServed(this.strings.join('?'));
        this[setUp] = statementOf(this);
        noteSentAside(this[setUp]);
        if (setsUsualLevel(this[setUp])) noteUsualLevel();
        return handle.call(this);
      }
      noteAsked(actor, statementOf(this));
      this.executed = true;
      // As the library does: what is chained to the query may still say how it is meant.
      return Promise.resolve().then(() => hold(this, actor));
    };
    Object.defineProperty(prototype, 'state', {
      get(this: ControlledQuery) {
        return this[state] ?? null;
      },
      set(this: ControlledQuery, value: Query['state']) {
        this[state] = value;
        if (!value) return;
        this[held]?.executedBy(value.pid);
        if (this[setUp] !== undefined) wireOf(value.pid)?.noteSent(this[setUp]);
      },
    });
  }

  #hold(query: ControlledQuery, actor: Actor): void {
    beginSessionsWith(actor.controller.sessionSettings);
    const unusual = unusualIn(query);
    if (unusual) {
      noteEscape(actor, { kind: 'connection', what: unusual, advice });
      query.handler(query);
    } else if (isOfConnection(query.handler)) {
      query[asked] = actor;
      // It hands the query to its connection at once, where it is held back.
      query.handler(query);
      if (!query[held])
        noteEscape(actor, { kind: 'connection', what: 'uses a reserved connection', advice });
    } else {
      this.#holdForPool(query, actor);
    }
  }

  #holdForPool(query: ControlledQuery, actor: Actor): void {
    const { onexecute } = query.options;
    if (onexecute)
      query.options.onexecute = (connection) => {
        const session = query.state && sessionOf(query.state.pid, actor);
        if (session) this.#control(connection, session);
        return onexecute(connection);
      };
    const one = this.#held(query, actor);
    const park = () =>
      one.park(
        () => handOver(query),
        () => {
          this.#waiting.push({ actor, park });
        },
      );
    park();
  }

  /** From now on, what a transaction hands to its connection is held back there. */
  #control(connection: Connection & { [patched]?: boolean }, session: PostgresJsSession): void {
    this.#sessions.set(connection, session);
    if (connection[patched]) return;
    connection[patched] = true;
    const execute = connection.execute.bind(connection);
    session.send = (text) => {
      const query = new this.#Query([text], [], () => {}, null, { simple: true, prepare: false });
      query.catch(() => {});
      execute(query);
    };
    connection.execute = (query: ControlledQuery) => {
      const actor = query[asked];
      if (!actor || query[held]) return execute(query);
      const one = this.#held(query, actor, this.#sessions.get(connection));
      one.park(() => {
        // One after the other: the library sends some queries in two parts.
        const before = this.#underWay.get(connection) ?? Promise.resolve();
        this.#underWay.set(connection, one.settled);
        void before.then(() => execute(query));
        return true;
      });
      return true;
    };
  }

  #held(query: ControlledQuery, actor: Actor, session?: PostgresJsSession): HeldQuery {
    const statement = this.#reader.statementOf(query);
    const one = new HeldQuery({
      query,
      actor,
      statement,
      session,
      delivered: () => this.#retry(actor),
    });
    query[held] = one;
    return one;
  }

  /**
   * A connection may be free by now, or be freed by the client that goes on: one of a pool of its own instance.
   * What clients of other instances do must not decide whether it tries again.
   */
  #retry({ controller, instance }: Actor): void {
    const ofRun = this.#waiting.filter(({ actor }) => actor.controller === controller);
    const isNear = ({ actor }: { readonly actor: Actor }) => actor.instance === instance;
    this.#waiting = ofRun.filter((one) => !isNear(one));
    for (const { park } of ofRun.filter(isNear)) park();
  }
}

/** What a query does that is not under control, if anything. */
function unusualIn(query: Query): string | undefined {
  if (query.cursorFn || query.forEachFn) return 'reads with a cursor';
  if (query.streaming) return 'copies rows as a stream';
  return query.strings.length === 0 ? 'sends a file of statements' : undefined;
}

const advice = 'use plain queries, and sql.begin where they belong together';

interface ControlledQuery extends Query {
  [patched]?: boolean;
  [state]?: Query['state'];
  /** The client whose transaction has asked for it. */
  [asked]?: Actor;
  [held]?: HeldQuery;
  /** What it says, if it was asked for while no client's code was running. */
  [setUp]?: string;
}

const patched = Symbol('controlled by the explorer');
const state = Symbol('the session that executes a query');
const asked = Symbol('the client that has asked for a query');
const setUp = Symbol('a query of a set-up');
const held = Symbol('a query that is held back');
