import { clearLine, cursorTo } from 'node:readline';
import { Wait, withSeconds } from './wait.ts';

/** What a long command is at. Disposing ends it. */
export interface ProgressLine extends Disposable {
  readonly show: (text: string) => void;
  /** Writes a sentence that stays, such as what the user has to do now. */
  readonly say: (sentence: string) => void;
}

/**
 * Writes to standard error: on a terminal one line that is written again and again, with the seconds where it
 * stands for long, and removed in the end; elsewhere, as in a log, a line now and then, and none of what is done within ten seconds.
 */
export function progressLine(stream = process.stderr): ProgressLine {
  return stream.isTTY && process.env.TERM !== 'dumb' ? lineOf(stream) : signsOfLife(stream);
}

/** Does `work`, and says meanwhile what is done. */
export async function withProgress<T>(what: string, work: () => Promise<T>): Promise<T> {
  using progress = progressLine();
  progress.show(what);
  return await work();
}

function lineOf(stream: NodeJS.WriteStream): ProgressLine {
  const clear = () => {
    cursorTo(stream, 0);
    clearLine(stream, 0);
  };
  let now = '';
  const write = (seconds: number) => {
    clear();
    // A line that wraps could not be cleared again.
    stream.write(withSeconds(now, seconds, stream.columns - 1));
  };
  const wait = new Wait(write);
  const end = () => {
    wait[Symbol.dispose]();
    now = '';
    clear();
  };
  return {
    show: (text) => {
      if (text === now) return;
      now = text;
      wait.begin();
      write(0);
    },
    say: (sentence) => {
      end();
      stream.write(`${sentence}\n`);
    },
    [Symbol.dispose]: end,
  };
}

function signsOfLife(stream: NodeJS.WriteStream): ProgressLine {
  let now = '';
  let passedMs = 0;
  let timer: NodeJS.Timeout | undefined;
  const tell = () => {
    passedMs += everyMs;
    if (now !== '') stream.write(`${now} (${passedMs / 1000} s)\n`);
  };
  return {
    show: (text) => {
      now = text;
      timer ??= setInterval(tell, everyMs).unref();
    },
    say: (sentence) => {
      // From here on the user decides how long it takes.
      now = '';
      stream.write(`${sentence}\n`);
    },
    [Symbol.dispose]: () => {
      clearInterval(timer);
      timer = undefined;
      passedMs = 0;
    },
  };
}

const everyMs = 10_000;
