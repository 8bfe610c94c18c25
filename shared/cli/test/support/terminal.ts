import { spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';
import { projectFolder } from './project.ts';

/** How long a screen may take to show what a test waits for, on a machine with much else to do. */
const usualPatienceMs = 60_000;

/** The real command in a terminal of its own, as a learner sees it. */
export interface TerminalUnderTest extends AsyncDisposable {
  readonly pid: number;
  /** Presses keys: letters, or `\r` for Enter. */
  readonly press: (keys: string) => void;
  /** What is on the screen: as many lines as it has, without what is blank at their ends. */
  readonly screen: () => string;
  /** Resolves with the screen as soon as it shows `wanted`; fails with the screen if it never does. */
  readonly shows: (wanted: string | RegExp, patienceMs?: number) => Promise<string>;
  /** Everything that was written so far, with its control characters. */
  readonly written: () => string;
  /** Resolves with the exit code, once the screen shows all that was written. */
  readonly ended: Promise<number>;
  readonly resize: (cols: number, rows: number) => void;
}

export interface TerminalOptions {
  readonly cols?: number;
  readonly rows?: number;
  readonly env?: NodeJS.ProcessEnv;
}

const program = `${projectFolder}/node_modules/.bin/workbook`;

export function openTerminal(
  args: readonly string[],
  { cols = 80, rows = 24, env = {} }: TerminalOptions = {},
): TerminalUnderTest {
  const screen = new xterm.Terminal({ cols, rows, allowProposedApi: true });
  const {
    FORCE_COLOR: _force,
    NO_COLOR: _no,
    NODE_TEST_CONTEXT: _context,
    ...inherited
  } = process.env;
  const child = spawn(process.execPath, [program, ...args], {
    name: 'xterm-256color',
    cols,
    rows,
    cwd: projectFolder,
    env: { ...inherited, ...env },
  });
  let written = '';
  const listeners = new Set<() => void>();
  const changed = () => {
    for (const listener of listeners) listener();
  };
  child.onData((data) => {
    written += data;
    screen.write(data, changed);
  });
  let over = false;
  const ended = new Promise<number>((resolve) =>
    child.onExit(({ exitCode }) =>
      // The screen draws what it is given later, in order: it is over when all has been drawn.
      screen.write('', () => {
        over = true;
        changed();
        resolve(exitCode);
      }),
    ),
  );

  const lines = () => {
    const { active } = screen.buffer;
    return Array.from(
      { length: screen.rows },
      (_, row) => active.getLine(active.viewportY + row)?.translateToString(true) ?? '',
    ).join('\n');
  };
  const shows = (wanted: string | RegExp, patienceMs = usualPatienceMs) =>
    new Promise<string>((resolve, reject) => {
      const give = (say: () => void) => {
        clearTimeout(timer);
        listeners.delete(look);
        say();
      };
      const fail = (why: string) =>
        give(() => reject(new Error(`${why}: ${String(wanted)} in\n${lines()}`)));
      const look = () => {
        const text = lines();
        const there = typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text);
        if (there) give(() => resolve(text));
        else if (over) fail('the command has ended without');
      };
      const timer = setTimeout(() => fail('not seen in time'), patienceMs);
      listeners.add(look);
      look();
    });
  return {
    pid: child.pid,
    press: (keys) => child.write(keys),
    screen: lines,
    shows,
    written: () => written,
    ended,
    resize: (newCols, newRows) => {
      screen.resize(newCols, newRows);
      child.resize(newCols, newRows);
    },
    async [Symbol.asyncDispose]() {
      if (!over) child.kill('SIGKILL');
      await ended;
      screen.dispose();
    },
  };
}
