import { dropAllOf } from '../control/held.ts';
import { afterRealMs } from '../control/real-time.ts';
import type { PrepareOptions } from '../model/scenario.ts';
import { setUp } from './time-limit.ts';

/** The running copies of a service: made when they are needed, closed when new ones are. */
export class Instances<Instance> implements AsyncDisposable {
  readonly #make: () => Instance | Promise<Instance>;
  readonly #count: number;
  readonly #limitMs: number;
  #all: Instance[] = [];
  #own: Instance | undefined;

  /** `make` makes one copy, `count` of them serve clients. */
  constructor(make: () => Instance | Promise<Instance>, count: number, limitMs: number) {
    this.#make = make;
    this.#count = count;
    this.#limitMs = limitMs;
  }

  /** The copy that no client uses, made by the first call. */
  async own(): Promise<Instance> {
    this.#own ??= await setUp('instance()', this.#limitMs, this.#make);
    return this.#own;
  }

  /** Those that serve clients; none before the first `renew`. */
  get all(): readonly Instance[] {
    return this.#all;
  }

  /**
   * Closes those that serve clients, and makes new ones.
   *
   * @param inOrder Whether the old ones have come to rest. Otherwise they may wait for ever, and so
   *   would their `close`: what they hold is dropped, and nothing waits for them.
   */
  async renew(as: PrepareOptions['as'], inOrder: boolean): Promise<void> {
    await this.#closeAll(inOrder);
    for (let i = 0; i < this.#count; i += 1)
      this.#all.push(await as(i, () => setUp('instance()', this.#limitMs, this.#make)));
  }

  /** Closes all of them. */
  async end(inOrder: boolean): Promise<void> {
    await this.#closeAll(inOrder);
    const own = this.#own;
    this.#own = undefined;
    if (own) await closedInTime(own);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.end(false);
  }

  async #closeAll(inOrder: boolean): Promise<void> {
    const closing = this.#all.splice(0);
    for (const [i, instance] of closing.entries()) {
      if (inOrder) await closedInTime(instance);
      dropAllOf(i);
      if (!inOrder) void close(instance);
    }
  }
}

/**
 * Closes a copy. One that has lost a connection, never given back to its pool, would wait for it for
 * ever; what it still holds is dropped then.
 */
async function closedInTime(instance: unknown): Promise<void> {
  let cancel = () => {};
  const late = new Promise<void>((resolve) => {
    cancel = afterRealMs(closeLimitMs, resolve);
  });
  await Promise.race([close(instance), late]);
  cancel();
}

/** How long a copy may take to close, in real milliseconds. */
const closeLimitMs = 2000;

/** An error of closing says nothing about the service: its runs are over. */
async function close(instance: unknown): Promise<void> {
  const { [Symbol.asyncDispose]: dispose, close } = (instance ?? {}) as Closeable;
  try {
    await (dispose ?? close)?.call(instance);
  } catch {}
}

interface Closeable {
  [Symbol.asyncDispose]?(): unknown;
  close?(): unknown;
}
