import type { Node } from 'oxc-parser';
import { loopAround } from './connections.ts';
import type { Frame } from './frame.ts';
import type { Act, Call, Interpreter } from './interpreter.ts';
import { Refused } from './refused.ts';
import { checkHanded } from './storing.ts';
import { data, type Value } from './values.ts';

/** Calls for files that keep nothing in memory; a handle is one of the request that has opened it. */
export const fileCalls: readonly string[] = [
  ...['readFile', 'writeFile', 'appendFile', 'copyFile', 'open', 'rename', 'unlink', 'rm'],
  ...['mkdir', 'readdir', 'stat', 'access'],
];

/** The same at once, in the turn in which they are made. */
export const fileCallsAtOnce: readonly string[] = [
  ...fileCalls.filter((name) => name !== 'open').map((name) => `${name}Sync`),
  'existsSync',
];

/** What a call for a file returns. */
export function callForFile(name: string, site: Node, frame: Frame, i: Interpreter): Value {
  if (!name.endsWith('Sync')) i.note({ kind: 'file', frame, site });
  return data;
}

/**
 * What write-file-atomic returns. It lets those wait, in memory, who write the same file at the same time: no two do so
 * while they hold one lock.
 */
export function writeAtomically(
  args: readonly Value[],
  site: Node,
  frame: Frame,
  i: Interpreter,
): Value {
  checkHanded(args, site);
  i.note({ kind: 'file', frame, site });
  if (frame.phase === 'request') i.note({ kind: 'atomic write', frame, site, of: frame.locked });
  // One of its options is called with the name of the new file.
  i.callEscaped(site, frame);
  return data;
}

/** Where writes of write-file-atomic may meet: they are not all made while the one lock that there is is held, by one key. */
export function meetingInAFile(acts: readonly Act[], calls: readonly Call[]): Refused | undefined {
  const writes = acts.filter(({ kind }) => kind === 'atomic write');
  const [first] = writes;
  if (!first) return undefined;
  const locks = acts.filter(({ kind }) => kind === 'new lock');
  const isOne =
    locks.length === 1 &&
    locks.every(({ frame, site }) => !loopAround(site, frame.file) && isMadeOnce(frame, calls));
  const open = writes.find(({ of }) => of === undefined || of !== first.of);
  return isOne && !open
    ? undefined
    : new Refused((open ?? first).site, 'a write that is not made while the one lock is held');
}

/** Whether this code of the set-up runs once for each instance. */
function isMadeOnce(frame: Frame, calls: readonly Call[]): boolean {
  if (frame.node.type === 'Program') return true;
  const [call, ...more] = calls.filter(({ to }) => to === frame);
  if (!call || more.length > 0 || loopAround(call.site, call.frame.file)) return false;
  return call.site.type === 'Program' || isMadeOnce(call.frame, calls);
}
