import childProcess from 'node:child_process';
import { syncBuiltinESMExports } from 'node:module';
import { BroadcastChannel, Worker } from 'node:worker_threads';
import { escaping, noteEscape } from './escape.ts';

/** Sees the programs that clients run to their end, and what they say to workers, or to all that hear a channel. */
export function watchProcesses(): void {
  for (const name of ['spawnSync', 'execSync', 'execFileSync'] as const) {
    const original = childProcess[name] as (...args: unknown[]) => unknown;
    Object.assign(childProcess, {
      [name](...args: unknown[]) {
        note(`runs ${String(args[0]).split(' ')[0]}`);
        return original.apply(this, args);
      },
    });
  }
  const { postMessage } = Worker.prototype;
  Worker.prototype.postMessage = function (this: Worker, ...args) {
    note('sends a message to a worker');
    return postMessage.apply(this, args);
  };
  const broadcast = BroadcastChannel.prototype.postMessage;
  BroadcastChannel.prototype.postMessage = function (this: BroadcastChannel, message) {
    note(`sends a message to the channel "${this.name}"`);
    return broadcast.call(this, message);
  };
  syncBuiltinESMExports();
}

function note(what: string): void {
  const actor = escaping();
  if (actor) noteEscape(actor, { kind: 'process', what });
}
