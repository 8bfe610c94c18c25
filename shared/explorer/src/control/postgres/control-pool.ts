import { AsyncLocalStorage } from 'node:async_hooks';
import type { EventEmitter } from 'node:events';
import { type Actor, currentActor, driverOf, runAs } from '../actor.ts';
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
    if (callback) return connect.call(this, untilOver(actor, AsyncLocalStorage.bind(callback)));
    return new Promise((resolve, reject) => {
      const connected: Connected = (error, client) => (error ? reject(error) : resolve(client));
      connect.call(this, untilOver(actor, connected));
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
  connect(callback?: Connected): unknown;
}

type Connected = (
  error: Error | undefined | null,
  client?: unknown,
  release?: (error?: Error) => void,
) => void;

/** Who waits for a connection when the run is over does so in vain; one that comes later is given back. */
function untilOver({ controller }: Actor, connected: Connected): Connected {
  let isOver = false;
  const callOff = whenOver(controller, () => {
    isOver = true;
    connected(new RunIsOver());
  });
  return (error, client, release) => {
    callOff();
    if (!isOver) connected(error, client, release);
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
