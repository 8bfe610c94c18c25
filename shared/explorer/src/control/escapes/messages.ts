import type { Actor } from '../actor.ts';
import { noteEscape } from './escape.ts';

/** A client asks a server for messages that come whenever one is sent. */
export function noteListening(actor: Actor, sent: string): void {
  noteEscape(actor, { kind: 'message', what: `listens for messages by "${sent}"`, advice });
}

/** A client sends a message to code that listens. */
export function noteTelling(actor: Actor, sent: string): void {
  const what = `sends a message to code that listens by "${sent}"`;
  noteEscape(actor, { kind: 'message', what, advice });
}

/** A message has come to what the set-up of an instance listens with. */
export function noteMessage(instance: number, channel: string): void {
  const what = `is sent a message over the channel ${channel}`;
  noteEscape({ instance, client: undefined }, { kind: 'message', what, advice });
}

const advice = 'leave out of the search what listens for messages';
