import { AsyncLocalStorage } from 'node:async_hooks';
import type { Operation } from '../model/operation.ts';
import { noteCall } from './call-sites.ts';
import type { RepeatableRandom } from './control-random.ts';
import type { VirtualClock } from './control-time.ts';

/** Receives the operations of controlled clients. A run that has ended freezes what still arrives. */
export interface Controller {
  park(operation: Operation, actor: Actor): void;
  /** Told whenever work begins or ends that is not an operation, such as opening a connection. */
  busy(change: 1 | -1): void;
  /** Told before a synchronous write to a file; says how much of it may still be done. */
  writesAtOnce(actor: Actor): 'all' | 'half' | 'nothing';
  /** PostgreSQL settings that every session of controlled code begins with. */
  readonly sessionSettings: Readonly<Record<string, string>>;
  readonly clock: VirtualClock;
}

/** Whose code is running: a client of an instance, or (without a client) the instance's set-up. */
export interface Actor {
  readonly controller: Controller;
  readonly instance: number;
  readonly client: string | undefined;
  readonly random: RepeatableRandom;
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

/** Runs `work` outside of all control: it neither parks nor is counted. */
export function uncontrolled<T>(work: () => T): T {
  return storage.exit(work);
}

/**
 * Makes an asynchronous call a yield point: for a controlled client it is parked until the
 * scheduler lets it go, for everybody else it simply runs.
 *
 * `text` is what the call is called in pictures; it must be the same in every run.
 */
export async function yieldPoint<T>(text: string, call: () => Promise<T>): Promise<T> {
  const actor = storage.getStore();
  if (actor?.client === undefined) return call();
  noteCall(actor);
  return new Promise<T>((resolve, reject) => {
    let settle = () => {};
    actor.controller.park(
      {
        kind: 'call',
        text,
        footprint: () => [],
        perform: () =>
          call().then(
            (value) => {
              settle = () => resolve(value);
              return { value };
            },
            (error: unknown) => {
              settle = () => reject(error);
              return { error: { message: error instanceof Error ? error.message : String(error) } };
            },
          ),
        deliver: () => settle(),
      },
      actor,
    );
  });
}
