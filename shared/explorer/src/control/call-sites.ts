import type { Actor } from './actor.ts';
import { type Asking, askingIn } from './escapes/place.ts';

/** Deep enough to reach from a driver, through an ORM, to the code that called it. */
const callDepth = 100;

const lastCalls = new Map<string, Error>();
let isForced = false;
let shownRuns = 0;

/**
 * Whether the place of every call is remembered from now on, and not only of those that begin a
 * transaction. It takes a tenth of a search's time: runs that are shown remember it in any case.
 */
export function rememberCalls(yes: boolean): void {
  isForced = yes;
}

/** The place of every call is remembered until what this returns is disposed of. */
export function rememberCallsOfRun(): Disposable {
  shownRuns += 1;
  return {
    [Symbol.dispose]: () => {
      shownRuns -= 1;
    },
  };
}

/** Whether the place of every call is remembered now. */
export function remembersCalls(): boolean {
  return isForced || shownRuns > 0;
}

/** Where the code stands now, this many calls deep. It is put into words only when it is read: that takes much longer. */
export function callHere(depth = callDepth): Error {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = depth;
  const call = new Error('a call');
  Error.stackTraceLimit = stackTraceLimit;
  return call;
}

/** Told where the code of a client asks for an operation. Returns the place, if it is remembered. */
export function noteCall({ client }: Actor): Error | undefined {
  if (!remembersCalls() || client === undefined) return undefined;
  const call = callHere();
  lastCalls.set(client, call);
  return call;
}

/** A client of this name begins something new: what it did before does not say where it is. */
export function forgetCall(client: string): void {
  lastCalls.delete(client);
}

/** The stack of the last operation that a client has asked for in the run under way, if it is remembered. */
export function lastCallOf(client: string): string | undefined {
  return lastCalls.get(client)?.stack;
}

/** Who asks for something now, as a function: to put it into words takes much longer than to note it. */
export function asking(): () => Asking {
  const call = callHere(askingDepth);
  return () => askingIn(call.stack ?? '');
}

/** Deep enough to reach from where a timer is armed to the code that has asked for it. */
const askingDepth = 15;
