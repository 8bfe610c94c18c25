import { emitKeypressEvents } from 'node:readline';

/** A key that was pressed: `h`, `return`, `down`, `c` with `ctrl`. */
export interface Key {
  readonly name: string;
  readonly ctrl: boolean;
}

/** The terminal while the loop has it to itself. Disposing gives it back as it was. */
export interface Terminal extends Disposable {
  readonly width: number;
  readonly height: number;
  /** Shows these lines, the first at the top. Only what has changed is written, in one piece. */
  readonly draw: (lines: readonly string[]) => void;
  /** Tells of keys, and of another size, until what is returned is disposed of. */
  readonly onKey: (listener: (key: Key) => void) => Disposable;
  readonly onResize: (listener: () => void) => Disposable;
  /** Gives the terminal back while `work` runs, such as another program in it; after that, all is drawn anew. */
  readonly lend: <T>(work: () => Promise<T>) => Promise<T>;
}

const escape = '\u001b[';
/** A screen of its own, no cursor, and long lines are cut instead of wrapped. */
const enter = `${escape}?1049h${escape}?25l${escape}?7l${escape}2J`;
const leave = `${escape}?7h${escape}?25h${escape}?1049l`;

/** Takes the terminal. It is given back at the end of the process too, however that comes about. */
export function takeTerminal(input = process.stdin, output = process.stdout): Terminal {
  let shown: readonly string[] = [];
  let open = false;
  let isOver = false;
  const take = () => {
    open = true;
    // Whatever had it in the meantime may have left anything there.
    shown = [];
    input.setRawMode(true);
    input.resume();
    output.write(enter);
  };
  const giveBack = () => {
    if (!open) return;
    open = false;
    input.setRawMode(false);
    input.pause();
    output.write(leave);
  };
  const giveBackForGood = () => {
    isOver = true;
    giveBack();
  };
  emitKeypressEvents(input);
  take();
  process.once('exit', giveBackForGood);
  return {
    get width() {
      return output.columns;
    },
    get height() {
      return output.rows;
    },
    draw: (lines) => {
      if (!open) return;
      const height = Math.max(lines.length, shown.length);
      let update = '';
      for (let row = 0; row < height; row += 1) {
        const line = lines[row] ?? '';
        if (line !== shown[row]) update += `${escape}${row + 1};1H${escape}2K${line}${escape}0m`;
      }
      shown = lines;
      if (update !== '') output.write(update);
    },
    onKey: (listener) => {
      const tell = (text: string | undefined, key: { name?: string; ctrl?: boolean }) =>
        listener({ name: key.name ?? text ?? '', ctrl: key.ctrl === true });
      input.on('keypress', tell);
      return { [Symbol.dispose]: () => input.off('keypress', tell) };
    },
    onResize: (listener) => {
      const tell = () => {
        if (!open) return;
        // A terminal that has changed its size may show anything.
        shown = [];
        output.write(`${escape}2J`);
        listener();
      };
      output.on('resize', tell);
      return { [Symbol.dispose]: () => output.off('resize', tell) };
    },
    lend: async (work) => {
      giveBack();
      try {
        return await work();
      } finally {
        if (!isOver) take();
      }
    },
    [Symbol.dispose]: giveBackForGood,
  };
}
