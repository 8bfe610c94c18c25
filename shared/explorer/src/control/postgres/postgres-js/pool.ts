import type { Query } from './library.ts';

/**
 * Hands a query to the pool. Returns false when that has no connection for it, and takes it back: else
 * the pool would send it whenever a connection is free, whatever the schedule says.
 */
export function handOver(query: Query): boolean {
  if (connectsWhile(() => query.handler(query)) || query.state) return true;
  const { reject } = query;
  query.reject = () => {};
  query.canceller?.(query);
  query.reject = reject;
  query.cancelled = null;
  return false;
}

/** Whether a connection is opened: the library does so by a timer of no time, as soon as it is asked. */
function connectsWhile(work: () => void): boolean {
  const { setTimeout } = globalThis;
  let connects = false;
  globalThis.setTimeout = ((...args: Parameters<typeof setTimeout>) => {
    connects = true;
    return setTimeout(...args);
  }) as typeof setTimeout;
  try {
    work();
  } finally {
    globalThis.setTimeout = setTimeout;
  }
  return connects;
}

const kinds = new WeakMap<object, boolean>();

/** Whether a query of this handler goes to one certain connection, as those of a transaction do. */
export function isOfConnection(handler: Query['handler']): boolean {
  const known = kinds.get(handler) ?? /\bexecute\(/.test(Function.prototype.toString.call(handler));
  kinds.set(handler, known);
  return known;
}

/** Whether the library sends this for its own sake, when it connects. */
export function isOfDriver({ handler }: Query): boolean {
  return handler.name === 'execute';
}
