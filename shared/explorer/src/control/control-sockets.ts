import { Socket } from 'node:net';
import { currentActor } from './actor.ts';

let controlled = false;

/**
 * Lets no socket of controlled code time out: the time of a run stands still. The limit that a driver
 * sets counts real time, and on a busy machine it would pass while the scheduler has other clients to
 * let go, as if the server were away. All other sockets keep theirs. Calling this twice has no effect.
 */
export function controlSockets(): void {
  if (controlled) return;
  controlled = true;
  const { setTimeout } = Socket.prototype;
  Socket.prototype.setTimeout = function (this: Socket, timeoutMs, onTimeout) {
    return setTimeout.call(this, currentActor() ? 0 : timeoutMs, onTimeout);
  };
}
