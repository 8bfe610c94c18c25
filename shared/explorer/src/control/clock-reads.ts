import util from 'node:util';
import type { Actor } from './actor.ts';

/** The folder of the explorer's own code. */
const own = new URL('..', import.meta.url).href;

const library = /[\\/]node_modules[\\/]|^node:/;

/** Libraries that tell the time to the code that calls them, or forget by it what they keep for that code. */
const timekeepers =
  /[\\/]node_modules[\\/](?:@isaacs[\\/]ttlcache|date-fns|dayjs|lru-cache|luxon|moment|node-cache|quick-lru|toad-cache)[\\/]/;

/** Deep enough to reach from here, through the function that tells the time, to the code that calls it. */
const depth = 8;

/** Tells the clock of a run that this client reads it. */
export function noteClockRead(actor: Actor): void {
  if (actor.client !== undefined) actor.controller.clock.noteRead(actor, isReadByCode);
}

/** Whether the code under test reads the clock just now. A driver or a framework that does so decides nothing by it. */
function isReadByCode(): boolean {
  const frames = util.getCallSites(depth, { sourceMap: false });
  const reader = frames.find(({ scriptName }) => !scriptName.startsWith(own))?.scriptName ?? '';
  return timekeepers.test(reader) || !library.test(reader);
}
