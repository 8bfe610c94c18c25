import { AsyncLocalStorage } from 'node:async_hooks';
import pg from 'pg';
import { type Actor, currentActor, driverOf, runAs } from '../actor.ts';
import { controlPool } from './control-pool.ts';
import { ControlledSession } from './controlled-session.ts';
import { type DriverClient, type DriverQuery, type QueryClass, textOf } from './driver.ts';
import { countAsWork, holdBack } from './held-query.ts';

/**
 * Makes every query of a controlled client a yield point. The query is held at the moment when its
 * connection would send it, so the order on one connection stays the library's own; its reply is
 * held until PostgreSQL is ready for the next query, because an error arrives before the locks of
 * its statement are gone.
 *
 * `library` is the `pg` module that the code under test uses. Calling this twice has no effect.
 */
export function controlPostgres(
  library: { Client: unknown; Query: unknown; Pool?: unknown } = pg,
): void {
  controlPool(library.Pool);
  const client = (library.Client as { prototype: PatchedClient }).prototype;
  if (client[patched]) return;
  client[patched] = true;
  const { query, connect } = client;
  const Query = library.Query as QueryClass;

  client.connect = function (this: PatchedClient, ...args: unknown[]) {
    const actor = currentActor();
    if (!actor) return connect.apply(this, args);
    this[session] = new ControlledSession(this, actor, Query);
    const { getStartupConf } = this;
    this.getStartupConf = () => ({
      ...getStartupConf.call(this),
      ...actor.controller.sessionSettings,
    });
    countAsBusy(this, actor);
    return runAs(driverOf(actor), () => connect.apply(this, args.map(bound)));
  };

  client.query = function (
    this: PatchedClient,
    config: unknown,
    values: unknown,
    callback: unknown,
  ) {
    const actor = currentActor();
    if (config == null || !actor || (actor.client === undefined && !actor.isDriver)) {
      return query.call(this, config, values, callback);
    }
    // A connection from before the exploration: left alone, it would hide every race.
    this[session] ??= new ControlledSession(this, actor, Query);
    if (typeof (config as DriverQuery).submit === 'function') {
      control(config as DriverQuery, this[session], actor);
      return query.call(this, config, values, callback);
    }
    const made = new Query(config, values, callback);
    control(made, this[session], actor);
    if (made.callback) {
      query.call(this, made);
      return undefined;
    }
    const answered = new Promise((resolve, reject) => {
      made.callback = (error, result) => (error ? reject(error) : resolve(result));
    });
    query.call(this, made);
    return answered;
  };
}

interface PatchedClient extends DriverClient {
  [patched]?: boolean;
  [session]?: ControlledSession;
}

/** Holds a query back, unless it only prepares a new connection: that is part of opening it. */
function control(query: DriverQuery, session: ControlledSession, actor: Actor): void {
  if (actor.isDriver || session.isPreparedBy(textOf(query))) countAsWork(query, actor);
  else holdBack(query, session, actor);
}

/** A callback goes on as the code that has asked. */
function bound(argument: unknown): unknown {
  return typeof argument === 'function'
    ? AsyncLocalStorage.bind(argument as () => unknown)
    : argument;
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

const patched = Symbol('controlled by the explorer');
const session = Symbol('controlled session');
