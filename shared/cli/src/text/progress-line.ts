import { clearLine, cursorTo } from 'node:readline';

/** One line of a terminal that is written again and again. Disposing removes it. */
export interface ProgressLine extends Disposable {
  readonly show: (text: string) => void;
}

/** Writes to standard error, and only where that is a terminal: elsewhere nothing is shown. */
export function progressLine(stream = process.stderr): ProgressLine {
  if (!stream.isTTY || process.env.TERM === 'dumb')
    return { show: () => {}, [Symbol.dispose]() {} };
  const clear = () => {
    cursorTo(stream, 0);
    clearLine(stream, 0);
  };
  return {
    show: (text) => {
      clear();
      // A line that wraps could not be cleared again.
      stream.write(text.slice(0, stream.columns - 1));
    },
    [Symbol.dispose]: clear,
  };
}
