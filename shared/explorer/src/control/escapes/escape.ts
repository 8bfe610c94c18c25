import { AsyncLocalStorage } from 'node:async_hooks';
import type { Escape } from '../../model/escape.ts';
import { type Actor, currentActor } from '../actor.ts';
import { placeOf } from './place.ts';

/** Hears of what escapes while a run is under way. */
export type Watcher = (escape: Escape) => void;

const driverScope = new AsyncLocalStorage<true>();
let watcher: Watcher | undefined;
/** Whether a module was loaded since then. */
let hasLoaded = false;

/** From now on, `heard` is told of all I/O of controlled code that is not under control. */
export function hearEscapes(heard: Watcher | undefined): void {
  watcher = heard;
  hasLoaded = false;
}

/** Runs what a controlled driver does for its own sake, such as opening a connection. */
export function inDriver<T>(work: () => T): T {
  return driverScope.run(true, work);
}

/** A callback that is handed to a driver: what it does is not done by the driver. */
export function boundToCaller<T>(callback: T): T {
  return typeof callback === 'function'
    ? (AsyncLocalStorage.bind(callback as (...args: unknown[]) => unknown) as T)
    : callback;
}

/** Whether this is done by a controlled driver for its own sake. */
export function isInDriver(): boolean {
  return driverScope.getStore() === true;
}

/** The client that calls, if its I/O would escape: a run is under way, and no driver does this. */
export function escaping(): Actor | undefined {
  if (!watcher) return undefined;
  const actor = currentActor();
  return actor?.client === undefined || isInDriver() ? undefined : actor;
}

/** The same, for what may also be done in the name of an instance: a connection of its set-up. */
export function escapingForInstance(): Actor | undefined {
  const actor = watcher && currentActor();
  return actor && !isInDriver() ? actor : undefined;
}

/** A server in this process sends a statement that is not under control, while it answers a client. */
export function escapesInServer(
  { client, instance }: Actor,
  request: string,
  statement: string,
): void {
  const what = `asks "${request}" of a server in this process, which sends "${statement}"`;
  watcher?.({ kind: 'server', what, client, instance });
}

/** Tells of I/O that is not under control, unless it is a module that is being loaded. */
export function noteEscape(
  { client, instance }: Pick<Actor, 'client' | 'instance'>,
  escape: Pick<Escape, 'kind' | 'what' | 'advice'>,
): void {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 100;
  const { stack = '' } = new Error('an escape');
  Error.stackTraceLimit = stackTraceLimit;
  if (loaders.test(stack)) {
    hasLoaded = true;
    return;
  }
  const caller = placeOf(stack);
  // A loader goes on to write its cache when its own lines are not on the stack any more.
  if (hasLoaded && !caller.library && !caller.place) return;
  watcher?.({ ...escape, client, instance, ...caller });
}

/** What loads and compiles modules; a compiler may do so in a process of its own. */
const loaders =
  /node:internal\/modules\/|[\\/]node_modules[\\/](?:esbuild|tsx|ts-node|@swc[\\/]core)[\\/]/;
