import { type Certainty, notePromise } from './outside-work.ts';

let watched = false;

/**
 * From now on, promises of controlled code that are kept by threads of which Node tells nothing count as
 * work outside of it: Web Crypto, WebAssembly, `Atomics.waitAsync`. Calling this twice has no effect.
 * Not so `backup` of `node:sqlite`: `syncBuiltinESMExports` does not change what that module exports by name.
 */
export function watchPromisedWork(): void {
  if (watched) return;
  watched = true;
  watchWebCrypto();
  watchWebAssembly();
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
