import { writeSync } from 'node:fs';
import { Session } from 'node:inspector';
import { SourceMap } from 'node:module';
import { fileURLToPath } from 'node:url';
import { workerData } from 'node:worker_threads';
import { endlessMark } from './job.ts';

/**
 * A thread beside the one that runs the code under test. It ends the process when the parent is
 * gone, and when the other thread has not come back to its event loop for too long: then it asks
 * the debugger where that thread is, and says so.
 */

interface WatchdogData {
  /** Counted up by the watched thread, whenever it comes round. */
  readonly beats: SharedArrayBuffer;
  /** How many looks in a row may find the count unchanged. */
  readonly patience: number;
}

const lookEveryMs = 200;
const { beats, patience } = workerData as WatchdogData;
const count = new Int32Array(beats);
const parent = process.ppid;
let last = -1;
let missed = 0;

setInterval(() => {
  if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL');
  const now = Atomics.load(count, 0);
  // Looks are counted, not milliseconds: a machine that was suspended has done nothing wrong.
  missed = now === last ? missed + 1 : 0;
  last = now;
  if (missed === patience) reportAndEnd();
}, lookEveryMs);

interface Place {
  readonly url: string;
  readonly map: string | undefined;
  readonly line: number;
  readonly column: number;
}

function reportAndEnd(): void {
  const session = new Session();
  const scripts = new Map<string, { readonly url: string; readonly sourceMapURL?: string }>();
  const end = (place?: string) => {
    writeSync(2, `${endlessMark}${place ? ` (${place})` : ''}\n`);
    process.kill(process.pid, 'SIGKILL');
  };
  // Whatever the debugger does, the process ends.
  setTimeout(end, 2000);
  session.connectToMainThread();
  session.on('Debugger.scriptParsed', ({ params }) => scripts.set(params.scriptId, params));
  session.on('Debugger.paused', ({ params }) => {
    const places = params.callFrames.map(({ location }): Place => {
      const { url = '', sourceMapURL: map } = scripts.get(location.scriptId) ?? {};
      return { url, map, line: location.lineNumber, column: location.columnNumber ?? 0 };
    });
    // Only the code under test is loaded as a copy; the innermost of its frames is the loop.
    const own = places.find(({ url }) => url.startsWith('file:') && url.includes('copy='));
    end(own && placeIn(own));
  });
  session.post('Debugger.enable', () => session.post('Debugger.pause'));
}

/** `/folder/accounts.ts:12`, as the file was written. */
function placeIn({ url, map, line, column }: Place): string {
  const file = fileURLToPath(url.split('?')[0] ?? url);
  const [, data] = map?.split('base64,') ?? [];
  if (!data) return `${file}:${line + 1}`;
  const payload = JSON.parse(Buffer.from(data, 'base64').toString());
  const entry = new SourceMap(payload).findEntry(line, column);
  return `${file}:${('originalLine' in entry ? entry.originalLine : line) + 1}`;
}
