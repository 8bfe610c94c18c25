import { AsyncResource, createHook } from 'node:async_hooks';
import { type Actor, type Controller, currentActor } from './actor.ts';
import { callHere } from './call-sites.ts';
import { isHandleOfDriver } from './escapes/watch-sockets.ts';
import { inWords, isKnownHandle } from './outside-words.ts';

/** Something outside of the code that it may wait for, and that no scheduler lets go. */
export interface OutsideWork {
  /** What it is, in words: `a worker thread`. */
  readonly what: string;
  /** The client in whose name it was begun; undefined when that was its instance's set-up. */
  readonly client: string | undefined;
  /** The code that has begun it. */
  readonly call: Error | undefined;
  /** Whether it is an open connection on which no answer is due. */
  readonly isQuiet?: boolean;
}

let watched = false;

/**
 * From now on, what controlled code begins outside of itself is known for as long as it is under way:
 * jobs of the thread pool, worker threads, child processes, sockets, timers that are not controlled.
 * What drivers under control do on their connections does not count. Calling this twice has no effect.
 */
export function watchOutsideWork(): void {
  if (watched) return;
  watched = true;
  createHook({
    trackPromises: false,
    init(id, type, _trigger, resource) {
      const actor = currentActor();
      if (!actor || actor.isDriver) return;
      if (type === 'Immediate') immediates.set(id, actor);
      else if (isJob(type) ? !isUncounted : isDueAtOnce(type, resource))
        jobs.set(id, { ...begun(type, actor), resource: new WeakRef(resource) });
      else if (!isUncounted && isHandle(type, resource))
        handles.set(id, lasting(begun(type, actor), resource));
    },
    destroy(id) {
      immediates.delete(id);
      jobs.delete(id);
      handles.delete(id);
    },
  }).enable();
}

/** Whether a promise that another thread keeps `surely` comes, `maybe`, or maybe while there is a worker. */
export type Certainty = 'surely' | 'maybe' | 'maybe by a worker';

/** What another thread does for controlled code is under way until its promise is settled. */
export function notePromise(what: string, promise: unknown, comes: Certainty): void {
  const actor = currentActor();
  if (!actor || actor.isDriver || !(promise instanceof Promise)) return;
  const id = -nextPromise++;
  if (comes === 'surely') jobs.set(id, { ...begun(comes, actor, what), resource: undefined });
  else handles.set(id, lasting(begun(comes, actor, what), promise));
  const done = () => jobs.delete(id) || handles.delete(id);
  promise.then(done, done);
}

let nextPromise = 1;

/** What comes to an end by itself, and soon: a job of the thread pool, or a request to the system. */
export function jobUnderWay(): OutsideWork | undefined {
  return first(jobs.values(), isAtWork) ?? (isSomeRequestActive() ? requestOfOthers : undefined);
}

/** Requests that code has begun of which it is not known any more whose they are. */
function isSomeRequestActive(): boolean {
  return process.getActiveResourcesInfo().some((name) => /Req|ConnectWrap/.test(name));
}

const requestOfOthers: OutsideWork = {
  what: 'a file or a host',
  client: undefined,
  call: undefined,
};

/** What may call back at any time: a worker, a child process, a socket that waits for its answer. */
export function handleUnderWayIn(instances: ReadonlySet<number>): OutsideWork | undefined {
  if (instances.size === 0) return undefined;
  const ofInstances = [...handles.values()].filter(({ actor }) => instances.has(actor.instance));
  for (const handle of ofInstances) noteTraffic(handle);
  for (const handle of ofInstances) handle.isQuiet = isConnection(handle) && !isAwaited(handle);
  return (
    ofInstances.find(isAwaited) ??
    ofInstances.find((handle) => maySaySomething(handle) && !handle.isGivenUp)
  );
}

/**
 * Told when work has not come within all patience. Says whether the run can go on without it, as the code
 * may as well wait for another client: a connection that is open need not have anything to say.
 */
export function giveUp(work: OutsideWork): boolean {
  const handle = first(handles.values(), (one) => one === work);
  if (!handle || isAwaited(handle)) return false;
  handle.isGivenUp = true;
  return true;
}

/**
 * What may say something or not, and cannot be waited for: a watcher of files, an open connection, also one of the
 * set-up or one that would not keep the process alive.
 */
export function silentHandleIn(instances: ReadonlySet<number>): OutsideWork | undefined {
  return first(
    handles.values(),
    (handle) =>
      instances.has(handle.actor.instance) &&
      (isOpenWatcher(handle) || maySaySomething(handle) || isOpenConnection(handle)),
  );
}

/** Whether code of this run has put something off by `setImmediate`. */
export function hasImmediates(controller: Controller): boolean {
  for (const actor of immediates.values()) if (actor.controller === controller) return true;
  return false;
}

/** Who waits for it, and where that was begun; `fate` says why it cannot be waited for any longer. */
export function waitFor({ what, client, call }: OutsideWork, fate: string): string {
  const who = client === undefined ? 'a client' : `client ${client}`;
  const place = placeOf(call);
  return `${who} waits for ${what}${place && `, begun at ${place},`} which is not under control and ${fate}`;
}

/** The first line that is neither Node's, nor a library's, nor the explorer's. */
function placeOf(call: Error | undefined): string {
  const line = call?.stack
    ?.split('\n')
    .find((frame) => / at .*\/[^/]/.test(frame) && !notTheCodes.test(frame));
  return /([^/(\s]+:\d+):\d+\)?$/.exec(line ?? '')?.[1] ?? '';
}

const notTheCodes = /node:|[\\/]node_modules[\\/]|[\\/]explorer[\\/](src|dist)[\\/]/;

/** Whatever was begun until now belongs to instances that are gone. */
export function forgetOutsideWork(): void {
  for (const begunOnce of [immediates, jobs, handles]) begunOnce.clear();
}

/** Runs work of which the client does not wait for what it begins: a timer of a driver, or what is noted as a promise. */
export function uncounted<T>(work: () => T): T {
  const before = isUncounted;
  isUncounted = true;
  try {
    return work();
  } finally {
    isUncounted = before;
  }
}

interface Begun extends OutsideWork {
  readonly type: string;
  readonly actor: Actor;
}

interface Job extends Begun {
  /** Absent where its end is noted in any case. */
  readonly resource: WeakRef<object> | undefined;
}

/** What lasts, with how far its traffic had come at the last look, where it has any. */
interface Handle extends Begun {
  readonly resource: WeakRef<object>;
  read: number;
  written: number;
  /** Whether it has been waited for in vain, and has not said anything since. */
  isGivenUp: boolean;
  isQuiet: boolean;
}

/** The parts of Node's own handles that are looked at. */
interface Resource {
  hasRef?(): boolean;
  readonly ondone?: unknown;
  readonly buffer?: unknown;
  readonly bytesRead?: number;
  readonly bytesWritten?: number;
}

interface Traffic {
  readonly bytesRead: number;
  readonly bytesWritten: number;
}

const immediates = new Map<number, Actor>();
const jobs = new Map<number, Job>();
const handles = new Map<number, Handle>();
let isUncounted = false;

function begun(type: string, actor: Actor, what = inWords(type)): Begun {
  // Files and names are asked for at every turn, and answered before anybody asks where.
  const call = type.startsWith('FSREQ') || type === 'WRITEWRAP' ? undefined : callHere();
  return { type, what, actor, client: actor.client, call };
}

function lasting(begun: Begun, resource: object): Handle {
  return {
    ...begun,
    resource: new WeakRef(resource),
    read: 0,
    written: 0,
    isGivenUp: false,
    isQuiet: false,
  };
}

/** The names that Node gives to its own: https://nodejs.org/api/async_hooks.html#type */
const isNodesOwn = /^([A-Z0-9_]+|TickObject|Microtask|Timeout|Immediate)$/;

const isJob = (type: string) =>
  /(REQUEST|REQWRAP|REQCALLBACK|REQPROMISE|QUERYWRAP|CONNECTWRAP|WRITEWRAP|SHUTDOWNWRAP|SENDWRAP)$/.test(
    type,
  ) && type !== 'HTTPCLIENTREQUEST';

function isHandle(type: string, resource: object): boolean {
  if (isKnownHandle(type)) return true;
  // A module that is not JavaScript gives its work a name of its own; so does JavaScript, but by a class.
  return !isNodesOwn.test(type) && !(resource instanceof AsyncResource);
}

const isWatcher = (type: string) => type === 'FSEVENTWRAP' || type === 'STATWATCHER';

/** A timer of no time, by which a driver connects, for example, comes as surely as a job does; others guard something. */
function isDueAtOnce(type: string, resource: object): boolean {
  if (type !== 'Timeout') return false;
  const { _idleTimeout: delayMs, _repeat: everyMs } = resource as Partial<Record<string, unknown>>;
  return delayMs === 1 && everyMs === null;
}

/** The synchronous calls of crypto begin a job, too, which is done at once, and of whose end no code is to be told. */
function isAtWork({ type, resource }: Job): boolean {
  if (!resource) return true;
  const job = resource.deref() as Resource | undefined;
  return job !== undefined && (!type.endsWith('REQUEST') || typeof job.ondone === 'function');
}

/** Code surely waits neither for what would not keep the process alive, nor for a socket that has had its answer. */
function isAwaited({ type, resource, written }: Handle): boolean {
  const handle = resource.deref() as Resource | undefined;
  if (!handle || handle.hasRef?.() === false || isWatcher(type) || type.startsWith('maybe'))
    return false;
  if (type === 'ZLIB') return handle.buffer != null;
  return hasTraffic(handle) ? handle.bytesWritten > written : true;
}

/**
 * A server may speak first, or answer in parts. Children and workers of a client count in any case: a service
 * is kept alive by its server, so code that waits for them need not. Those of the set-up are helpers.
 */
function maySaySomething({ type, resource, client, actor }: Handle): boolean {
  const handle = resource.deref() as Resource | undefined;
  if (!handle) return false;
  if (type === 'maybe') return true;
  if (type === 'maybe by a worker') return hasWorker(actor.instance);
  if (client === undefined) return false;
  if (type === 'WORKER' || type === 'PROCESSWRAP') return true;
  return handle.hasRef?.() === true && isForeignConnection(handle);
}

function hasWorker(instance: number): boolean {
  return [...handles.values()].some(
    ({ type, actor }) => type === 'WORKER' && actor.instance === instance,
  );
}

const isOpenConnection = ({ resource }: Handle) => isForeignConnection(resource.deref());

/** Whether it is a connection that no driver under control has made. */
const isForeignConnection = (resource: Resource | undefined) =>
  resource !== undefined && hasTraffic(resource) && !isHandleOfDriver(resource);

const isConnection = ({ resource }: Handle) => hasTraffic((resource.deref() ?? {}) as Resource);

const isOpenWatcher = ({ type, resource }: Handle) =>
  isWatcher(type) && resource.deref() !== undefined;

function noteTraffic(handle: Handle): void {
  const resource = handle.resource.deref() as Resource | undefined;
  if (!resource || !hasTraffic(resource) || resource.bytesRead === handle.read) return;
  const { bytesRead: read, bytesWritten: written } = resource;
  Object.assign(handle, { read, written, isGivenUp: false });
}

function hasTraffic(resource: Resource): resource is Resource & Traffic {
  return typeof resource.bytesRead === 'number' && typeof resource.bytesWritten === 'number';
}

function first<T>(all: Iterable<T>, matches: (one: T) => boolean): T | undefined {
  for (const one of all) if (matches(one)) return one;
  return undefined;
}
