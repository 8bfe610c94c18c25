import { AsyncResource } from 'node:async_hooks';
import { type Actor, runAs } from './actor.ts';
import { noteCall } from './call-sites.ts';
import { ControlledHandle } from './controlled-handle.ts';

/** What an immediate is called in a timeline. */
export const immediateText = 'setImmediate';

/**
 * An immediate of controlled code: it gives way to whatever else the process has to do, and so
 * another client may go on in between.
 */
export class ControlledImmediate extends ControlledHandle {
  #callback: (() => void) | undefined;

  constructor(callback: () => void, actor: Actor) {
    super();
    this.#callback = AsyncResource.bind(callback);
    actor.controller.park(
      {
        kind: 'call',
        text: immediateText,
        call: noteCall(actor),
        footprint: () => [],
        perform: async () => ({}),
        deliver: () => runAs(actor, () => this.#callback?.()),
      },
      actor,
    );
  }

  /** It has its turn all the same, and nothing happens there. */
  close(): this {
    this.#callback = undefined;
    return this;
  }
}
