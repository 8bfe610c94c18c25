/**
 * The process's own timers, taken before anything replaces them. The scheduler must keep working
 * while the time of the code under test stands still.
 */
const {
  setImmediate: nativeSetImmediate,
  setTimeout: nativeSetTimeout,
  clearTimeout: nativeClearTimeout,
} = globalThis;
const nativeNow = performance.now.bind(performance);

const { now: nativeDateNow } = Date;

/** Real milliseconds since 1970. */
export const realDateMs = (): number => nativeDateNow();

/** Real milliseconds since some fixed moment. */
export const realNowMs = (): number => nativeNow();

/** Resolves when the event loop has gone round once. */
export const loopTurn = (): Promise<void> => new Promise((resolve) => nativeSetImmediate(resolve));

/** Calls back after `ms` real milliseconds, unless it is cancelled by calling what is returned. */
export function afterRealMs(ms: number, callback: () => void): () => void {
  const timer = nativeSetTimeout(callback, ms);
  return () => nativeClearTimeout(timer);
}
