import { type Actor, currentActor, driverOf, runAs } from '../actor.ts';
import { boundToCaller, inDriver } from '../escapes/escape.ts';
import { belongsToDriver } from '../escapes/watch-sockets.ts';
import { noteServed } from '../http/under-way.ts';
import { controlPool } from './control-pool.ts';
import { ControlledSession } from './controlled-session.ts';
import { type DriverClient, type DriverQuery, type QueryClass, textOf } from './driver.ts';
import { countAsWork, holdBack } from './held-query.ts';
import { postgres } from './library.ts';
import { noteAsked } from './notifications.ts';
import { controlPostgresJs } from './postgres-js/control-postgres-js.ts';
import type { PostgresJs } from './postgres-js/library.ts';
import { readLimitMs, withoutReadLimit } from './read-limit.ts';
import { noteSentAside } from './sent-aside.ts';
import { loadParser } from './sql/parser.ts';
import { setsUsualLevel } from './sql/transaction.ts';
import { setsWaitLimit } from './wait-limit.ts';

/**
 * Makes every query of a controlled client a yield point. The query is held at the moment when its
 * connection would send it, so the order on one connection stays the library's own; its reply is
 * held until PostgreSQL is ready for the next query, because an error arrives before the locks of
 * its statement are gone.
 *
 * `library` is the `pg` module that the code under test uses, or its `postgres` module. Calling this twice
 * has no effect.
 */
export function controlPostgres(library: PostgresLibrary = postgres('controlPostgres()')): void {
  // It is needed at the first statement, and takes a moment.
  loadParser().catch(() => {});
  if (typeof library === 'function') controlPostgresJs(library as unknown as PostgresJs);
  else controlPg(library);
}

/** A `pg` module, or what a `postgres` module exports. */
export type PostgresLibrary = PgLibrary | ((...args: never) => unknown);

interface PgLibrary {
  readonly Client: unknown;
  readonly Query: unknown;
  readonly Pool?: unknown;
}

function controlPg(library: PgLibrary): void {
  controlPool(library.Pool);
  const client = (library.Client as { prototype: PatchedClient }).prototype;
  if (client[patched]) return;
  client[patched] = true;
  const { query, connect, end } = client;
  const Query = library.Query as QueryClass;

  client.connect = function (this: PatchedClient, ...args: unknown[]) {
    const actor = currentActor();
    const callbacks = args.map(boundToCaller);
    if (!actor) return inDriver(() => connect.apply(this, callbacks));
    beginSession(this, actor, Query);
    const { getStartupConf } = this;
    this.getStartupConf = () => ({
      ...getStartupConf.call(this),
      ...actor.controller.sessionSettings,
    });
    countAsBusy(this, actor);
    return runAs(driverOf(actor), () => inDriver(() => connect.apply(this, callbacks)));
  };

  client.end = function (this: PatchedClient, ...args: unknown[]) {
    const callbacks = args.map(boundToCaller);
    // It says goodbye to the server over a connection that may have been there before anything was watched.
    return inDriver(() => end.apply(this, callbacks));
  };

  client.query = function (
    this: PatchedClient,
    config: unknown,
    values: unknown,
    callback: unknown,
  ) {
    const actor = currentActor();
    if (config == null || !actor || (actor.client === undefined && !actor.isDriver)) {
      const text = sentBy(config);
      noteServed(text);
      noteSetUp(this, text);
      noteSentAside(text, this);
      return query.call(this, config, values, callback);
    }
    // A connection from before the exploration: left alone, it would hide every race.
    const own = this[session] ?? beginSession(this, actor, Query);
    belongsToDriver(this.connection.stream);
    const limitMs = readLimitMs(this, config);
    if (typeof (config as DriverQuery).submit === 'function') {
      control(config as DriverQuery, own, actor, limitMs);
      return withoutReadLimit(this, config, () => query.call(this, config, values, callback));
    }
    const made = new Query(config, values, callback);
    control(made, own, actor, limitMs);
    const send = () => withoutReadLimit(this, made, () => query.call(this, made));
    if (made.callback) {
      send();
      return undefined;
    }
    const answered = new Promise((resolve, reject) => {
      made.callback = (error, result) => (error ? reject(error) : resolve(result));
    });
    send();
    return answered;
  };
}

interface PatchedClient extends DriverClient {
  [patched]?: boolean;
  [session]?: ControlledSession;
  /** Settings that it was sent before it had a session under control. */
  [settings]?: Set<string>;
}

function beginSession(client: PatchedClient, actor: Actor, Query: QueryClass): ControlledSession {
  const made = new ControlledSession(client, actor, Query);
  for (const text of client[settings] ?? []) made.noteSettings(text);
  client[session] = made;
  return made;
}

/** What is sent while no client's code runs is no operation, and may decide what later ones touch. */
function noteSetUp(client: PatchedClient, text: string): void {
  if (client[session]) client[session].noteSettings(text);
  else if (setsUsualLevel(text) || setsWaitLimit(text)) (client[settings] ??= new Set()).add(text);
}

/** Holds a query back, unless it only prepares a new connection: that is part of opening it. */
function control(
  query: DriverQuery,
  session: ControlledSession,
  actor: Actor,
  limitMs: number,
): void {
  const text = textOf(query);
  if (!actor.isDriver && !session.isPreparedBy(text)) {
    noteAsked(actor, text);
    return holdBack(query, session, actor, limitMs);
  }
  session.noteSettings(text);
  countAsWork(query, actor);
}

/** Nothing is at rest while a connection is being opened. */
function countAsBusy(client: DriverClient, { controller }: Actor): void {
  controller.busy(1);
  let isPending = true;
  const settled = () => {
    if (isPending) controller.busy(-1);
    isPending = false;
  };
  client.once('connect', settled);
  client.once('end', settled);
  client.once('error', settled);
}

function sentBy(config: unknown): string {
  return typeof config === 'string' ? config : ((config as { text?: string } | null)?.text ?? '');
}

const patched = Symbol('controlled by the explorer');
const session = Symbol('controlled session');
const settings = Symbol('settings of a connection that is not under control yet');
