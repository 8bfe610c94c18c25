import { AsyncLocalStorage } from 'node:async_hooks';
import type { Footprint } from '../model/footprint.ts';
import type { Operation } from '../model/operation.ts';
import type { KnownCatalog } from './postgres/catalog/known-catalog.ts';
import { RepeatableRandom } from './repeatable-random.ts';

/** Whose code is running: a client of an instance, or (without a client) the instance's set-up. */
export interface Actor {
  readonly controller: Controller;
  readonly instance: number;
  readonly client: string | undefined;
  readonly random: RepeatableRandom;
  /** Whether it is a driver under control that opens a connection, and not the code that asked for one. */
  readonly isDriver?: boolean;
}

/**
 * A driver that opens a connection for this actor. That is set-up, and any client may be the first to need it: it
 * parks nothing, and does not draw from the chance of a client.
 */
export function driverOf({ controller, instance }: Actor): Actor {
  return {
    controller,
    instance,
    client: undefined,
    random: new RepeatableRandom('driver'),
    isDriver: true,
  };
}

/** Receives the operations of controlled clients. A run that has ended refuses what still arrives. */
export interface Controller {
  park(operation: Operation, actor: Actor): void;
  /** With what to refuse what code asks for, once the run is over; undefined until then. */
  refusal(): Error | undefined;
  /** Whether nothing of the run counts any more. */
  readonly isOver: boolean;
  /** Told whenever work begins or ends that is not an operation, such as opening a connection. */
  busy(change: 1 | -1): void;
  /** Told what a client does with a lock inside the process, where that is watched. */
  noteLock(note: LockNote, actor: Actor): void;
  /** Told before a synchronous call for a file, which changes it or not; says how much of it may still be done. */
  touchesAtOnce(footprint: Footprint, isChange: boolean, actor: Actor): 'all' | 'half' | 'nothing';
  /** PostgreSQL settings that every session of controlled code begins with. */
  readonly sessionSettings: Readonly<Record<string, string>>;
  readonly clock: VirtualClock;
  /** What is known of the tables of its database. */
  readonly catalog: KnownCatalog;
}

/** What a client does with a lock inside the process. */
export interface LockNote {
  readonly what: 'asks for' | 'takes' | 'gives back';
  /** What the lock is called. */
  readonly lock: string;
  /** The client that holds it, of a lock that is asked for. */
  readonly holder?: string | undefined;
  /** Where the code asked for it. */
  readonly call: Error | undefined;
}

/** The time of one run: it stands still, unless a timer fires or a pause goes by. */
export interface VirtualClock {
  /** When the run began, in milliseconds since 1970: the same for every run. */
  readonly beganMs: number;
  /** Milliseconds since 1970. */
  nowMs(): number;
  /**
   * Arms a timer; returns how to cancel it. One that `isPatient` guards a wait that only others can end: it fires when
   * no other client can go on. False by default.
   */
  arm(delayMs: number, actor: Actor, fire: () => void, isPatient?: boolean): () => void;
  /** Told when an actor reads it; `isByCode` says whether the code under test does so, and no library for itself. */
  noteRead(actor: Actor, isByCode: () => boolean): void;
}

const storage = new AsyncLocalStorage<Actor>();

/** The client whose code calls this, if it is controlled; it follows promises and callbacks. */
export function currentActor(): Actor | undefined {
  return storage.getStore();
}

/** Runs `work` as the given client or instance. */
export function runAs<T>(actor: Actor, work: () => T): T {
  return storage.run(actor, work);
}

/** Runs `work` outside all control: it neither parks nor is counted. */
export function uncontrolled<T>(work: () => T): T {
  return storage.exit(work);
}
