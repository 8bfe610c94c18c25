import { cut } from '../terminal/screen.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { colors } from '../text/format.ts';
import { Wait, withSeconds } from '../text/wait.ts';

/** What a player sees before the game: what is being done, and how long that takes. Disposing ends it. */
export interface Beginning extends Disposable {
  readonly show: (doing: string) => void;
}

/** Shows on an empty screen that the game called `title` is about to begin. */
export function beginningOn(
  terminal: Pick<Terminal, 'width' | 'draw' | 'onResize'>,
  title: string,
): Beginning {
  let doing = '';
  const draw = (seconds: number) => {
    const { width } = terminal;
    const lines = [
      colors.bold(title),
      colors.dim(withSeconds(`… ${doing}`, seconds, width)),
      '',
      colors.dim('Ctrl-C quits'),
    ];
    terminal.draw(lines.map((line) => cut(line, width)));
  };
  const wait = new Wait(draw);
  const resizing = terminal.onResize(() => draw(0));
  return {
    show: (text) => {
      doing = text;
      wait.begin();
      draw(0);
    },
    [Symbol.dispose]() {
      wait[Symbol.dispose]();
      resizing[Symbol.dispose]();
    },
  };
}
