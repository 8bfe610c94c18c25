import { currentActor } from '../actor.ts';
import { noteCall } from '../call-sites.ts';
import { isServedByClient } from './own-servers.ts';
import { parkRequest } from './park-request.ts';

let controlled = false;

/**
 * Makes each `fetch` of a controlled client an operation: it is sent when the scheduler lets the client
 * go, and answered with its whole body at once. A request that is aborted may still reach its server,
 * later. Calling this twice has no effect.
 */
export function controlFetch(): void {
  if (controlled) return;
  controlled = true;
  const { fetch } = globalThis;
  globalThis.fetch = async (input, init) => {
    const actor = currentActor();
    if (actor?.client === undefined) return fetch(input, init);
    const request = new Request(input, init);
    if (isServedByClient(new URL(request.url).host)) return fetch(input, init);
    const { signal } = request;
    signal.throwIfAborted();
    const call = noteCall(actor);
    // The signal calls off the wait for the answer, not what is on its way to the server.
    const sent = new Request(request, { signal: null });
    return new Promise<Response>((resolve, reject) => {
      const abort = () => reject(signal.reason);
      signal.addEventListener('abort', abort, { once: true });
      parkRequest(actor, { text: `${request.method} ${request.url}`, call }, async () => {
        try {
          const response = await fetch(sent);
          await response.clone().arrayBuffer();
          return { reply: { value: response.status }, deliver: () => resolve(response) };
        } catch (error) {
          return { reply: { error: { message: reasonOf(error) } }, deliver: () => reject(error) };
        } finally {
          signal.removeEventListener('abort', abort);
        }
      });
    });
  };
}

/** All that `fetch` says by itself is that it failed. */
function reasonOf(error: unknown): string {
  const { cause, message } = error as Error;
  const { code } = (cause ?? {}) as { code?: string };
  return code ?? message;
}
