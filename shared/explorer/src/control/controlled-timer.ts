import { AsyncResource } from 'node:async_hooks';
import type { Actor } from './actor.ts';
import { ControlledHandle } from './controlled-handle.ts';

/** A timer, or an interval, of controlled code. */
export class ControlledTimer extends ControlledHandle {
  readonly #fire: () => void;
  readonly #delayMs: number;
  readonly #actor: Actor;
  #cancel = () => {};

  /** @param repeats Whether it is armed again each time that it fires, as by `setInterval`. */
  constructor(fire: () => void, delayMs: number, actor: Actor, repeats = false) {
    super();
    this.#delayMs = delayMs;
    this.#actor = actor;
    // Armed first, so that the callback may call it off.
    const fireAgain = () => {
      this.#arm();
      fire();
    };
    this.#fire = AsyncResource.bind(repeats ? fireAgain : fire);
    this.#arm();
  }

  close(): this {
    this.#cancel();
    return this;
  }

  refresh(): this {
    this.#cancel();
    this.#arm();
    return this;
  }

  [Symbol.toPrimitive](): number {
    return 0;
  }

  #arm(): void {
    this.#cancel = this.#actor.controller.clock.arm(this.#delayMs, this.#actor, this.#fire);
  }
}
