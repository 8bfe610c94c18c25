import diagnostics from 'node:diagnostics_channel';
import { syncBuiltinESMExports } from 'node:module';
import workers from 'node:worker_threads';
import { placeIn } from '../place-in-code/stack.ts';

/** What code was told in one process, by a call that tells all of its code the same. */
interface SharedCall {
  readonly what: string;
  readonly stack: string;
}

const calls: SharedCall[] = [];
let watched = false;

/** From now on, calls are noted by which code that shares no variable can meet. Calling this twice has no effect. */
export function watchSharedCalls(): void {
  if (watched) return;
  watched = true;
  watch(diagnostics, 'channel', 'a channel of node:diagnostics_channel');
  watch(workers, 'setEnvironmentData', 'the environment data of node:worker_threads');
  // There since Node 24.5.
  const { locks } = (globalThis as { navigator?: { readonly locks?: object } }).navigator ?? {};
  if (locks) watch(Object.getPrototypeOf(locks), 'request', 'navigator.locks');
  syncBuiltinESMExports();
}

/** The first of these calls that came from `folder`, and where; they are forgotten. */
export function sharedCallIn(
  folder: string,
): { readonly what: string; readonly place: string } | undefined {
  for (const { what, stack } of calls.splice(0)) {
    const place = placeIn(stack, folder);
    if (place !== undefined) return { what, place };
  }
  return undefined;
}

function watch(owner: object, name: string, what: string): void {
  const methods = owner as Record<string, (...args: unknown[]) => unknown>;
  const original = methods[name];
  if (!original) return;
  methods[name] = function (this: unknown, ...args: unknown[]) {
    note(what);
    return original.apply(this, args);
  };
}

/** Libraries use these as well: whose call it is, the caller tells. */
function note(what: string): void {
  const { stack = '' } = new Error('a call');
  const caller = stack.split('\n').find((line) => line.startsWith('    at ') && !own.test(line));
  if (caller !== undefined && !/node_modules|node:internal/.test(caller))
    calls.push({ what, stack: caller });
}

const own = /[\\/]isolation[\\/]shared-calls\./;
