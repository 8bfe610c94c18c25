import { syncBuiltinESMExports } from 'node:module';
import { currentActor } from './actor.ts';

let controlled = false;

/**
 * Gives each instance of controlled code a pid of its own, which it loses when it crashes: `process.pid` tells
 * it, and `process.kill` knows which of them are alive. One that kills another, or all, reaches no process; one
 * that kills itself ends this process, which they all share. All other code keeps the real ones. Calling
 * this twice has no effect.
 */
export function controlPids(): void {
  if (controlled) return;
  controlled = true;
  const { pid: realPid } = process;
  const kill = process.kill.bind(process);
  Object.defineProperty(process, 'pid', {
    configurable: true,
    enumerable: true,
    get: () => {
      const actor = currentActor();
      return actor ? pidOf(actor.instance) : realPid;
    },
  });
  process.kill = (pid, signal) => {
    const actor = currentActor();
    if (!actor) return kill(pid, signal);
    if (pid === pidOf(actor.instance) && signal !== 0) return kill(realPid, signal);
    // Zero and less mean whole groups of processes, this one among them.
    if (pid <= 0 || pid === realPid) return true;
    if (pid < firstPid) return kill(pid, signal);
    if (isAlive(pid)) return true;
    const error = Object.assign(new Error('kill ESRCH'), { code: 'ESRCH', syscall: 'kill' });
    throw Object.assign(error, { errno: -3 });
  };
  syncBuiltinESMExports();
}

/** An instance has crashed: if it starts again, it is another process. */
export function loseItsPid(instance: number): void {
  deaths.set(instance, deathsOf(instance) + 1);
}

/** All instances are new. */
export function forgetPids(): void {
  deaths.clear();
}

/** How often each instance has crashed since it was new. */
const deaths = new Map<number, number>();

const deathsOf = (instance: number) => deaths.get(instance) ?? 0;

/** Above the highest pid of any system that is in use, so that no other process has it. */
const firstPid = 10_000_000;
const mostDeaths = 1000;

function pidOf(instance: number): number {
  return firstPid + instance * mostDeaths + deathsOf(instance);
}

function isAlive(pid: number): boolean {
  return pidOf(Math.floor((pid - firstPid) / mostDeaths)) === pid;
}
