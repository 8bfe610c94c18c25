import type Koa from 'koa';
import { CannotListen, type ListenOptions, listen } from './server.ts';
import { hearSignals } from './signals.ts';

/** Where to listen, and what to dispose of at the end. */
export interface ServeOptions extends ListenOptions {
  /** What the app lives on, in the order it was opened. Disposed last to first, after the server. */
  readonly dispose?: readonly AsyncDisposable[];
}

/**
 * Serves `app` until SIGINT or SIGTERM, then finishes what is in flight, disposes what it was
 * given, and resolves. A second signal exits at once with 128 + the signal's number.
 *
 * If it cannot listen, it says why in one sentence, sets the exit code 2, disposes and resolves.
 */
export async function serveUntilSignal(app: Koa, options: ServeOptions): Promise<void> {
  const { dispose = [], ...listenOptions } = options;
  // Listens for signals until all is disposed: that is when an impatient second one comes.
  using signals = hearSignals();
  await using resources = new AsyncDisposableStack();
  for (const resource of dispose) resources.use(resource);
  try {
    const server = await listen(app, listenOptions);
    console.log(`listening on ${server.url}`);
    const signal = await signals.first;
    const closed = server.close();
    console.log(`${signal}: finishing what is in flight, a second signal exits at once`);
    await closed;
  } catch (error) {
    if (!(error instanceof CannotListen)) throw error;
    console.error(error.message);
    process.exitCode = 2;
  }
}
