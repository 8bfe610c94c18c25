import type { Actor } from '../actor.ts';
import { escapesInServer } from '../escapes/escape.ts';

/** The requests of clients that have no answer yet. */
const underWay = new Map<symbol, { readonly actor: Actor; readonly text: string }>();

/** Notes that a request is on its way; returns what is to be called when it has been answered. */
export function requestBegins(actor: Actor, text: string): () => void {
  const request = Symbol(text);
  underWay.set(request, { actor, text });
  return () => underWay.delete(request);
}

/**
 * Told of what a controlled driver sends while no client's code is running. While a request is on its
 * way, it is the server that answers it, in this very process: its races would all be missed.
 */
export function noteServed(statement: string): void {
  const [request] = underWay.values();
  if (request) escapesInServer(request.actor, request.text, statement);
}
