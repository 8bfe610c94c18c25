import { emitKeypressEvents } from 'node:readline';

/** A terminal that is read key by key, without Enter. Disposing gives it back. */
export interface Keys extends Disposable {
  /** The next key that is pressed from now on: `y`, `return`, `escape`. */
  readonly next: () => Promise<string>;
}

/** Whether there is a terminal to ask in: one that is read, and one that shows. */
export const canAsk = () => process.stdin.isTTY === true && process.stdout.isTTY === true;

/** Takes the keys of a terminal. It is given back at the end of the process too. */
export function takeKeys(input = process.stdin): Keys {
  let waiting: ((key: string) => void) | undefined;
  const onKey = (text: string | undefined, key: { name?: string; ctrl?: boolean }) => {
    if (key.ctrl && key.name === 'c') {
      giveBack();
      // In this mode a terminal sends no signal itself.
      process.kill(process.pid, 'SIGINT');
    } else if (!key.ctrl) {
      const asked = waiting;
      waiting = undefined;
      asked?.(key.name ?? text ?? '');
    }
  };
  const giveBack = () => {
    input.off('keypress', onKey);
    process.off('exit', giveBack);
    input.setRawMode(false);
    input.pause();
  };
  emitKeypressEvents(input);
  input.setRawMode(true);
  input.resume();
  input.on('keypress', onKey);
  process.once('exit', giveBack);
  return {
    // A key that was pressed before is not meant for a question that comes later.
    next: () =>
      new Promise((resolve) => {
        waiting = resolve;
      }),
    [Symbol.dispose]: giveBack,
  };
}
