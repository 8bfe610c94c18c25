import { setImmediate } from 'node:timers/promises';

/** Code that asks nothing of anything outside is through by then; code that waits for a lock is not. */
const loopTurns = 50;

/** What comes of `work` while the event loop goes round a few times; undefined when nothing does, or it fails. */
export async function atOnce<T>(work: Promise<T>): Promise<T | undefined> {
  let isOver = false;
  const done = work.then(
    (value) => value,
    () => undefined,
  );
  const given = (async () => {
    for (let turn = 0; turn < loopTurns && !isOver; turn += 1) await setImmediate();
    return undefined;
  })();
  const first = await Promise.race([done, given]);
  isOver = true;
  return first;
}
