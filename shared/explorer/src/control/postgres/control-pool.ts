import { AsyncLocalStorage } from 'node:async_hooks';
import type { EventEmitter } from 'node:events';
import { type Actor, currentActor, driverOf, runAs } from '../actor.ts';
import { guardMs } from '../guard.ts';
import { RunIsOver, whenOver } from '../run-is-over.ts';
import { isDropped } from './controlled-session.ts';

/**
 * Keeps apart, in a pool of `pg`, what its clients do: one that has waited for a connection goes on as itself,
 * and not as the one that has given it back; what is done with each new connection is its set-up; and the
 * end of connections that the explorer has dropped ends no process. `Pool` is the class, if there is one.
 */
export function controlPool(Pool: unknown): void {
  const prototype = poolPrototypeOf(Pool);
  if (!prototype || prototype[patched]) return;
  prototype[patched] = true;
  const { connect, emit } = prototype;

  prototype.connect = function (this: PatchedPool, callback) {
    const actor = currentActor();
    if (!actor) return connect.call(this, callback);
    const ask = (connected: Connected) => {
      const { options } = this;
      const limitMs = actor.client === undefined ? 0 : (options.connectionTimeoutMillis ?? 0);
      const asked = inTime(actor, limitMs, connected);
      if (limitMs === 0) return connect.call(this, asked);
      // Its own timer counts real time, which passes while the scheduler lets others go.
      options.connectionTimeoutMillis = 0;
      try {
        return connect.call(this, asked);
      } finally {
        options.connectionTimeoutMillis = limitMs;
      }
    };
    if (callback) return ask(AsyncLocalStorage.bind(callback));
    return new Promise((resolve, reject) => {
      ask((error, client) => (error ? reject(error) : resolve(client)));
    });
  };

  prototype.emit = function (this: PatchedPool, event, ...args) {
    const actor = currentActor();
    if (event === 'error' && isDropped(args[1]) && this.listenerCount('error') === 0) return false;
    if (event !== 'connect' || !actor) return emit.call(this, event, ...args);
    return runAs(driverOf(actor), () => emit.call(this, event, ...args));
  };
}

interface PatchedPool extends EventEmitter {
  [patched]?: boolean;
  options: { connectionTimeoutMillis?: number };
  connect(callback?: Connected): unknown;
}

type Connected = (
  error: Error | undefined | null,
  client?: unknown,
  release?: (error?: Error) => void,
) => void;

/**
 * A client waits for a connection until its run is over, or, by the clock of the run, for `limitMs` if that is not
 * 0. It gives up only when no other client can go on: which other one could give a connection back? One that comes
 * after that goes back to the pool.
 */
function inTime(actor: Actor, limitMs: number, connected: Connected): Connected {
  const { controller } = actor;
  let gaveUp = false;
  const giveUp = (error: Error) => {
    gaveUp = true;
    connected(error);
  };
  const endCalledOff = whenOver(controller, () => giveUp(new RunIsOver()));
  const timeOut = () => {
    endCalledOff();
    giveUp(new Error('timeout exceeded when trying to connect'));
  };
  const limitCalledOff =
    limitMs === 0
      ? () => {}
      : controller.clock.arm(Math.max(limitMs, guardMs), actor, timeOut, true);
  return (error, client, release) => {
    endCalledOff();
    limitCalledOff();
    if (!gaveUp) connected(error, client, release);
    else release?.();
  };
}

function poolPrototypeOf(Pool: unknown): PatchedPool | undefined {
  if (typeof Pool !== 'function') return undefined;
  let prototype = Pool.prototype as PatchedPool | null;
  while (prototype && !Object.hasOwn(prototype, 'connect'))
    prototype = Object.getPrototypeOf(prototype);
  return prototype ?? undefined;
}

const patched = Symbol('controlled by the explorer');
