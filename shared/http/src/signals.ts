/** 128 and the number of the signal. */
const exitCodes = { SIGINT: 130, SIGTERM: 143 } as const;
type Signal = keyof typeof exitCodes;

/** Within this time a second SIGINT is the echo of the first. */
const echoMs = 250;

/**
 * Hears SIGINT and SIGTERM until disposed: `first` resolves with the first one, and a second one
 * ends the process at once with the exit code that shells give it.
 */
export function hearSignals(
  source: NodeJS.EventEmitter = process,
): Disposable & { readonly first: Promise<Signal> } {
  const { promise: first, resolve } = Promise.withResolvers<Signal>();
  let firstAtMs: number | undefined;
  const onSignal = (signal: Signal) => {
    const nowMs = performance.now();
    if (firstAtMs === undefined) {
      firstAtMs = nowMs;
      resolve(signal);
      return;
    }
    // The terminal sends Ctrl+C to every process in the group, and npm passes its own on to us.
    if (signal === 'SIGINT' && nowMs - firstAtMs < echoMs) return;
    process.exit(exitCodes[signal]);
  };
  source.on('SIGINT', onSignal).on('SIGTERM', onSignal);
  return {
    first,
    [Symbol.dispose]: () => void source.off('SIGINT', onSignal).off('SIGTERM', onSignal),
  };
}
