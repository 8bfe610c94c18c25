import { writeSync } from 'node:fs';
import { Session } from 'node:inspector';
import { SourceMap } from 'node:module';
import { fileURLToPath } from 'node:url';
import { workerData } from 'node:worker_threads';
import { endlessMark } from './job.ts';

/**
 * A thread beside the one that runs the code under test. It ends the process when the parent is
 * gone, and when the other thread has not returned to its event loop for too long: then it asks
 * the debugger where that thread is, and says so.
 */

interface WatchdogData {
  /** The watched thread counts it up each time that its event loop turns. */
  readonly beats: SharedArrayBuffer;
  /** How long the process may be on the processor while that count stays the same. */
  readonly hangTimeoutCpuMs: number;
}

const lookEveryMs = 200;
const { beats, hangTimeoutCpuMs } = workerData as WatchdogData;
const count = new Int32Array(beats);
const parent = process.ppid;
/**
 * How often in a row the debugger may find the thread outside of the code under test: in a library
 * that works hard for that code, it may be there once or twice by chance, and not three times.
 */
const benefitOfDoubt = 3;
let last = -1;
let cpuMsAtLast = 0;
let doubts = 0;

setInterval(() => {
  if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL');
  const now = Atomics.load(count, 0);
  const { user, system } = process.cpuUsage();
  const cpuMs = (user + system) / 1000;
  if (now !== last) {
    last = now;
    cpuMsAtLast = cpuMs;
    doubts = 0;
    return;
  }
  // Time on the processor counts: a machine that is busy, or was suspended, proves nothing.
  if (cpuMs - cpuMsAtLast < hangTimeoutCpuMs) return;
  cpuMsAtLast = cpuMs;
  doubts += 1;
  whereItIs((place) => {
    if (place !== undefined || doubts >= benefitOfDoubt) end(place);
  });
}, lookEveryMs);

function end(place?: string): void {
  writeSync(2, `${endlessMark}${place ? ` (${place})` : ''}\n`);
  process.kill(process.pid, 'SIGKILL');
}

/** Where a thread stands, in code as it runs. */
interface SourcePlace {
  readonly url: string;
  readonly map: string | undefined;
  readonly line: number;
  readonly column: number;
}

/**
 * Stops the watched thread for a moment, and tells where it is in the code under test, if it is there.
 */
function whereItIs(tell: (place?: string) => void): void {
  const session = new Session();
  const scripts = new Map<string, { readonly url: string; readonly sourceMapURL?: string }>();
  const finish = (place?: string) => {
    clearTimeout(timer);
    session.disconnect();
    tell(place);
  };
  const timer = setTimeout(finish, 2000);
  session.connectToMainThread();
  session.on('Debugger.scriptParsed', ({ params }) => scripts.set(params.scriptId, params));
  session.on('Debugger.paused', ({ params }) => {
    const places = params.callFrames.map(({ location }): SourcePlace => {
      const { url = '', sourceMapURL: map } = scripts.get(location.scriptId) ?? {};
      return { url, map, line: location.lineNumber, column: location.columnNumber ?? 0 };
    });
    // Only the code under test is loaded as a copy; the innermost of its frames is the loop.
    const own = places.find(({ url }) => url.startsWith('file:') && url.includes('copy='));
    finish(own && placeIn(own));
  });
  session.post('Debugger.enable', () => session.post('Debugger.pause'));
}

/** `/folder/accounts.ts:12`, as the file was written. */
function placeIn({ url, map, line, column }: SourcePlace): string {
  const file = fileURLToPath(url.split('?')[0] ?? url);
  const [, data] = map?.split('base64,') ?? [];
  if (!data) return `${file}:${line + 1}`;
  const payload = JSON.parse(Buffer.from(data, 'base64').toString());
  const entry = new SourceMap(payload).findEntry(line, column);
  return `${file}:${('originalLine' in entry ? entry.originalLine : line) + 1}`;
}
