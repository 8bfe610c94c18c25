import { type Actor, currentActor } from './actor.ts';

/** What code asks for in a run that is over: it is never done. */
export class RunIsOver extends Error {
  override readonly name = 'RunIsOver';

  constructor() {
    super('the run is over: nothing that its code still asks for is done');
    noteCaused(this);
  }
}

/** Errors that code would not have met if its run had gone on. */
const caused = new WeakSet<object>();

/** The end of a run has caused this error. */
export function noteCaused(error: Error): void {
  caused.add(error);
}

const refusals = new Map<object, Set<() => void>>();

/** Calls back when the run is over, unless it is called off by calling what is returned. */
export function whenOver(run: object, refuse: () => void): () => void {
  const those = refusals.get(run) ?? new Set();
  refusals.set(run, those.add(refuse));
  return () => {
    those.delete(refuse);
  };
}

/** The run is over: whatever code still waits for in its name is refused. */
export function refuseAllOf(run: object): void {
  const those = refusals.get(run) ?? [];
  refusals.delete(run);
  for (const refuse of those) refuse();
}

/** What a promise was rejected with that a client at work has left without a handler. */
export interface Unhandled {
  readonly client: string;
  readonly instance: number;
  readonly reason: unknown;
}

let unhandled: Unhandled[] = [];

/** Those of the run that is under way, in their order. */
export function unhandledInRun(): readonly Unhandled[] {
  return unhandled;
}

/** A run begins. */
export function forgetUnhandled(): void {
  unhandled = [];
}

let listens = false;

/**
 * Code of a run that is over may leave errors that come of this without a handler: they are nobody's fault,
 * and do not end the process. Those of a client that is at work are kept for its run, and all others do what they always did,
 * and say whose they are. Calling this twice has no effect.
 */
export function forgiveLateErrors(): void {
  if (listens) return;
  listens = true;
  process.on('unhandledRejection', (reason) => {
    if (isCaused(reason)) return;
    const actor = currentActor();
    if (actor?.client !== undefined && !actor.controller.isOver)
      return void unhandled.push({ client: actor.client, instance: actor.instance, reason });
    if (process.listenerCount('unhandledRejection') === 1)
      throw actor ? left(reason, actor) : reason;
  });
}

function left(reason: unknown, { client, instance }: Actor): Error {
  const who = client === undefined ? `the set-up of instance ${instance}` : `client ${client}`;
  return new Error(
    `${who} has left a promise without a handler, and it was rejected: ${String(reason)}`,
    {
      cause: reason,
    },
  );
}

/** Libraries wrap what they are told. */
function isCaused(error: unknown, depth = 0): boolean {
  if (typeof error !== 'object' || error === null || depth > deepest) return false;
  if (caused.has(error)) return true;
  const { cause, previous } = error as { cause?: unknown; previous?: unknown };
  return isCaused(cause, depth + 1) || isCaused(previous, depth + 1);
}

const deepest = 5;
