import { Socket } from 'node:net';
import { type Actor, currentActor, runAs } from './actor.ts';
import { isSocketOfDriver } from './escapes/watch-sockets.ts';
import { type Certainty, notePromise, uncounted } from './outside-work.ts';

let watched = false;

/**
 * From now on, promises of controlled code that are kept by threads of which Node tells nothing count as
 * work outside of it: Web Crypto, WebAssembly, blobs, `Atomics.waitAsync`; and by
 * servers, of connections that drivers close. Calling this twice has no effect.
 */
export function watchPromisedWork(): void {
  if (watched) return;
  watched = true;
  watchWebCrypto();
  watchWebAssembly();
  watchBlobs();
  watchGoodbyes();
  watchSharedMemory();
}

/** Its jobs look like those that are done at once. */
function watchWebCrypto(): void {
  const subtle = Object.getPrototypeOf(crypto.subtle) as object;
  for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(subtle)))
    if (typeof value === 'function' && name !== 'constructor')
      watch(subtle, name, (result) => notePromise('Web Crypto', result, 'surely'));
}

function watchWebAssembly(): void {
  const { WebAssembly } = globalThis as unknown as { readonly WebAssembly: object };
  for (const name of ['compile', 'instantiate'])
    watch(WebAssembly, name, (result) => notePromise('WebAssembly', result, 'surely'));
  // The bytes may come from another client.
  for (const name of ['compileStreaming', 'instantiateStreaming'])
    watch(WebAssembly, name, (result) => notePromise('WebAssembly', result, 'maybe'));
}

/** A blob may be a file, whose parts are read in the name of no client. */
function watchBlobs(): void {
  const methods = Blob.prototype as unknown as Record<string, () => unknown>;
  for (const name of ['arrayBuffer', 'bytes', 'text']) {
    const method = methods[name];
    if (!method) continue;
    methods[name] = function () {
      // What it asks of the system for the last part stays until it is collected as garbage.
      const read = uncounted(() => method.call(this));
      notePromise('a blob that is read', read, 'surely');
      return read;
    };
  }
  const { stream } = Blob.prototype;
  Blob.prototype.stream = function () {
    const actor = currentActor();
    return actor ? partsOf(this, actor) : stream.call(this);
  };
}

/** The stream of a blob, each part of which is read as a blob of its own. */
function partsOf(blob: Blob, actor: Actor): ReturnType<Blob['stream']> {
  let at = 0;
  const pull = async (controller: ReadableByteStreamController) => {
    if (at < blob.size) {
      const part = blob.slice(at, at + partSize);
      at += part.size;
      return controller.enqueue(new Uint8Array(await runAs(actor, () => part.arrayBuffer())));
    }
    controller.close();
    controller.byobRequest?.respond(0);
  };
  return new ReadableStream({ type: 'bytes', pull });
}

/** In bytes, as Node has it. */
const partSize = 65_536;

/** A server closes a connection of a driver in its own time, and code may wait for that. */
function watchGoodbyes(): void {
  const { end } = Socket.prototype;
  Socket.prototype.end = function (this: Socket, ...args: unknown[]) {
    if (isSocketOfDriver(this) && !this.destroyed) {
      const closed = new Promise<void>((resolve) => this.once('close', () => resolve()));
      notePromise('the end of a connection', closed, 'surely');
    }
    return end.apply(this, args as Parameters<Socket['end']>);
  } as Socket['end'];
}

/** Any client may end such a wait, and so may a worker or the time limit. */
function watchSharedMemory(): void {
  watch(Atomics, 'waitAsync', (result, [, , , limitMs]) => {
    const { value } = result as { readonly value: unknown };
    const comes: Certainty =
      Number(limitMs) < Number.POSITIVE_INFINITY ? 'maybe' : 'maybe by a worker';
    notePromise('a change of shared memory', value, comes);
  });
}

/** Tells `note` what a method has returned, and to which arguments. */
function watch(
  owner: object,
  name: string,
  note: (result: unknown, args: readonly unknown[]) => void,
): void {
  const methods = owner as Record<string, (...args: unknown[]) => unknown>;
  const method = methods[name];
  if (!method) return;
  methods[name] = function (this: unknown, ...args: unknown[]) {
    const result = method.apply(this, args);
    note(result, args);
    return result;
  };
}
