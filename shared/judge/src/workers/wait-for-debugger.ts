import inspector from 'node:inspector';
import { setImmediate } from 'node:timers/promises';
import { stopInNextCopy } from '../world/load-step.ts';

/**
 * Opens this process to a debugger and stands still until one is there and lets it go on; then it stops at
 * the first line of the next copy of the code under test, where breakpoints can be set. `tell` is called with
 * the address before. A debugger that is attached already, as an editor does it, has set its breakpoints.
 */
export async function waitForDebugger(tell: (address: string) => void): Promise<void> {
  if (inspector.url() !== undefined) return;
  tell(open());
  // What was told goes on its way before nothing goes on any more.
  await setImmediate();
  inspector.waitForDebugger();
  stopInNextCopy();
}

/** The port at which debuggers look, or any other one where that is taken. */
function open(): string {
  for (const port of [usualPort, 0]) {
    inspector.open(port, '127.0.0.1');
    const address = inspector.url();
    if (address !== undefined) return address;
  }
  throw new Error('no debugger can be let in: no port is free');
}

const usualPort = 9229;
