import { createHook } from 'node:async_hooks';
import type { Escape } from '../../model/escape.ts';
import { escaping, noteEscape } from './escape.ts';

/** What Node makes for each kind of I/O that it begins, whichever copy of its functions was called. */
const requests: Readonly<Record<string, Pick<Escape, 'kind' | 'what'>>> = {
  FSREQCALLBACK: { kind: 'file', what: 'uses a file' },
  FSREQPROMISE: { kind: 'file', what: 'uses a file' },
  TCPCONNECTWRAP: { kind: 'connection', what: 'connects' },
  PIPECONNECTWRAP: { kind: 'connection', what: 'connects' },
  GETADDRINFOREQWRAP: { kind: 'connection', what: 'looks up a name' },
  QUERYWRAP: { kind: 'connection', what: 'looks up a name' },
  PROCESSWRAP: { kind: 'process', what: 'starts a process' },
  WORKER: { kind: 'process', what: 'starts a worker' },
};

// Promises are of no interest here, and to be told of each would be slow.
const hook = createHook({
  init(_id, type) {
    const request = requests[type];
    const actor = request && escaping();
    if (actor) noteEscape(actor, request);
  },
  ...({ trackPromises: false } as object),
});

/** Sees what clients ask of the operating system, as long as `yes`. */
export function watchRequests(yes: boolean): void {
  if (yes) hook.enable();
  else hook.disable();
}
