import { type Actor, currentActor, type LockNote } from '../actor.ts';
import { callHere, remembersCalls } from '../call-sites.ts';
import { noteMemoryUse } from './watched-memory.ts';

/**
 * Watches the locks of async-lock: the timeline of a run that is shown says which client waits for a lock, takes it and
 * gives it back, and a search knows which turns do something with a lock, by its key. Nothing is held back, and what the
 * code does stays the same, down to the order of its microtasks. `library` is what `async-lock` exports. Calling this
 * twice has no effect.
 */
export function watchAsyncLock(library: AsyncLockClass): void {
  const prototype = library.prototype as unknown as Patched;
  if (prototype[patched]) return;
  prototype[patched] = true;
  const { acquire } = prototype;
  prototype.acquire = function (key, work, ...rest) {
    const { actor, call: callForAll } = asker ?? { actor: currentActor() };
    if (typeof work !== 'function') return acquire.call(this, key, work, ...rest);
    const call = callForAll ?? (remembersCalls() ? callHere() : undefined);
    if (!Array.isArray(key)) {
      const watch = new Watched(this, String(key), actor, call);
      const within = { actor, call: callForAll };
      return acquire.call(this, key, watch.work(work as Work, within), ...rest);
    }
    // The lock asks for one key after the other by this same method, in the place of the code.
    const own = alike(work as Work, (args) => during({ actor }, () => (work as Work)(...args)));
    return during({ actor, call }, () => acquire.call(this, key, own, ...rest));
  };
}

/** The class that `async-lock` exports. */
export type AsyncLockClass = { readonly prototype: { acquire(...args: never): unknown } };

type Work = (...args: unknown[]) => unknown;

interface Patched {
  [patched]?: boolean;
  acquire(this: object, key: unknown, work: unknown, ...rest: unknown[]): unknown;
}

/** One request for one lock, from its beginning to its end. */
class Watched {
  readonly #holders: Map<string, string>;
  readonly #lock: string;
  readonly #actor: Actor | undefined;
  readonly #call: Error | undefined;

  constructor(owner: object, lock: string, actor: Actor | undefined, call: Error | undefined) {
    this.#holders = holdersIn(owner);
    this.#lock = lock;
    this.#actor = actor;
    this.#call = call;
    this.#tell('asks for', this.#holders.get(lock));
  }

  /** The same work, which tells when it begins and ends. */
  work(work: Work, within: Asker): Work {
    return alike(work, (args) => {
      this.#taken();
      // A callback takes the place of a promise.
      const [done] = args as [Work?];
      if (done)
        return during(within, () =>
          work((...results: unknown[]) => this.#givenBackBy(done, results)),
        );
      let result: unknown;
      try {
        result = during(within, work);
      } catch (error) {
        this.#givenBack();
        throw error;
      }
      const end = () => this.#givenBack();
      // What only looks like a promise might do its work twice if it were asked twice for its result.
      if (result instanceof Promise) result.then(end, end);
      else if (!isThenable(result)) end();
      return result;
    });
  }

  #taken(): void {
    this.#holders.set(this.#lock, this.#actor?.client ?? '');
    this.#tell('takes');
  }

  #givenBack(): void {
    this.#holders.delete(this.#lock);
    this.#tell('gives back');
  }

  #givenBackBy(done: Work, results: unknown[]): unknown {
    this.#givenBack();
    return done(...results);
  }

  #tell(what: LockNote['what'], holder?: string): void {
    noteMemoryUse(this.#lock);
    if (!this.#call || this.#actor?.client === undefined) return;
    const { controller } = this.#actor;
    controller.noteLock({ what, lock: this.#lock, holder, call: this.#call }, this.#actor);
  }
}

/** Who asks for a lock, and where; without a place, that is where the code stands. */
interface Asker {
  readonly actor: Actor | undefined;
  readonly call?: Error | undefined;
}

/**
 * Whose work is called at this very moment: a lock that is free again calls the work of its next client in
 * the context of the last one.
 */
let asker: Asker | undefined;

function during<T>(one: Asker, work: () => T): T {
  const before = asker;
  asker = one;
  try {
    return work();
  } finally {
    asker = before;
  }
}

/** Does `work` in the place of `like`, with as many parameters: by their number the lock knows whether it calls back. */
function alike(like: Work, work: (args: unknown[]) => unknown): Work {
  return like.length === 1 ? (done) => work([done]) : () => work([]);
}

/** The client that holds each key of each lock. */
const holders = new WeakMap<object, Map<string, string>>();

function holdersIn(owner: object): Map<string, string> {
  const known = holders.get(owner) ?? new Map<string, string>();
  holders.set(owner, known);
  return known;
}

function isThenable(value: unknown): boolean {
  return typeof (value as { readonly then?: unknown } | null | undefined)?.then === 'function';
}

const patched = Symbol('watched by the explorer');
