import type { Actor } from '../actor.ts';
import { noteListening, noteTelling } from '../escapes/messages.ts';

/** The open connections of controlled code that PostgreSQL sends notifications to. */
const listening = new Set<object>();

/** A client asks for this. When a notification arrives is up to the server: it belongs to no turn. */
export function noteAsked(actor: Actor, text: string): void {
  if (listens.test(text)) noteListening(actor, text);
  else if (listening.size > 0 && tells.test(text)) noteTelling(actor, text);
}

/** A client or a set-up has sent this over a connection. */
export function noteSent(connection: object, text: string): void {
  if (listens.test(text)) listening.add(connection);
  else if (listensNoMore.test(text)) listening.delete(connection);
}

/** A connection is closed. */
export function noteClosed(connection: object): void {
  listening.delete(connection);
}

const listens = /(?:^|;)\s*listen\s/i;
const listensNoMore = /(?:^|;)\s*(?:unlisten\s*\*|discard\s+all)/i;
const tells = /(?:^|;)\s*notify\s|\bpg_notify\s*\(/i;
