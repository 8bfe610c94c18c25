import type { Node } from 'oxc-parser';
import type { Frame } from './frame.ts';
import type { Interpreter } from './interpreter.ts';
import { Refused } from './refused.ts';
import { checkHanded } from './storing.ts';
import { nothing, plain, promise, union, type Value } from './values.ts';

/** A lock of async-lock. A time limit of its own would let a client go on in a turn in which nothing is done with it. */
export function newLock(args: readonly Value[], site: Node, frame: Frame, i: Interpreter): Value {
  if (site.type !== 'NewExpression' || args.length > 0)
    throw new Refused(site, 'a lock with options');
  if (frame.phase === 'request') throw new Refused(site, 'a lock of one request');
  i.note({ kind: 'new lock', frame, site });
  return plain('lock');
}

/** What is done while a lock is held, for a promise: the lock keeps nothing but who waits for it. */
export function callLock(
  name: string,
  args: readonly Value[],
  site: Node,
  frame: Frame,
  i: Interpreter,
): Value {
  const [key = nothing, work = nothing, ...options] = args;
  if (name !== 'acquire' || options.length > 0)
    throw new Refused(site, `the call of ${name} on a lock, or with options`);
  checkHanded([key], site);
  for (const atom of work.values())
    if (atom.kind !== 'function' || atom.node.params.length > 0)
      throw new Refused(site, 'what is done by a lock, and is no function without parameters');
  i.note({ kind: 'lock', frame, site });
  const [held, ...others] = key.values();
  const locked = held?.kind === 'text' && others.length === 0 ? held.text : undefined;
  return union(promise, i.callBack(work, [], site, { ...frame, locked }));
}
