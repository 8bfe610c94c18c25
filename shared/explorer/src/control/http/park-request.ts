import { touchesAnything } from '../../model/footprint.ts';
import type { Operation, Reply } from '../../model/operation.ts';
import type { Actor } from '../actor.ts';
import { requestBegins } from './under-way.ts';

/** The answer to a request, not handed over yet. */
export interface Answered {
  readonly reply: Reply;
  deliver(): void;
}

/** Parks a request until the scheduler lets it go. What its server does may touch anything. */
export function parkRequest(
  actor: Actor,
  { text, call }: Pick<Operation, 'text' | 'call'>,
  send: () => Promise<Answered>,
): void {
  let deliver = () => {};
  actor.controller.park(
    {
      kind: 'http',
      text,
      call,
      footprint: () => touchesAnything,
      async perform() {
        const ended = requestBegins(actor, text);
        const answered = await send();
        ended();
        deliver = () => answered.deliver();
        return answered.reply;
      },
      deliver: () => deliver(),
    },
    actor,
  );
}
