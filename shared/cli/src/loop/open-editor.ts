import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { basename, delimiter, join } from 'node:path';
import type { Terminal } from '../terminal/terminal.ts';
import { UsageError } from '../usage/errors.ts';

/** A place to open: the file as the learner would type it, and the line, where one matters. */
export interface EditedPlace {
  readonly file: string;
  readonly line?: number;
}

/** How an editor is started. */
export interface EditorCommand {
  readonly program: string;
  readonly args: readonly string[];
  /** Whether it works in the terminal, and has it to itself until it ends. */
  readonly inTerminal: boolean;
  /** The variable that another editor is set by. */
  readonly variable: EditorVariable;
}

type EditorVariable = 'VISUAL' | 'EDITOR';

/**
 * Opens the learner's editor at `place`, and returns what to say of it. One that works in the terminal is
 * lent it until it ends. Throws `UsageError` when there is no editor, or it does not start.
 */
export async function openEditor(
  place: EditedPlace,
  lend: Terminal['lend'],
  env: NodeJS.ProcessEnv = process.env,
): Promise<string> {
  const command = editorCommand(env, place, (name) => isOnPath(name, env.PATH));
  const shown = shownPlace(place);
  if (!command) throw new UsageError(noEditor(shown, (name) => isOnPath(name, env.PATH)));
  const { program, args, inTerminal, variable } = command;
  try {
    if (!inTerminal) {
      const child = spawn(program, args, { detached: true, stdio: 'ignore' });
      await once(child, 'spawn');
      child.unref();
      return `${basename(program)} opens ${shown}.`;
    }
    const code = await lend(async () => {
      const child = spawn(program, args, { stdio: 'inherit' });
      const [exitCode] = (await once(child, 'exit')) as [number | null];
      return exitCode;
    });
    return code === 0 ? '' : `${basename(program)} ended with ${code ?? 'a signal'}.`;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    throw new UsageError(
      `${program} does not start (${code}): open ${shown} yourself, or set ${variable} to another one.`,
    );
  }
}

/**
 * The command that opens `place`: `$VISUAL`, else `$EDITOR`, else VS Code where `isThere` says that it is on
 * the path; undefined when there is none. An editor that is not known is given the file, and the terminal.
 */
export function editorCommand(
  env: NodeJS.ProcessEnv,
  { file, line }: EditedPlace,
  isThere: (program: string) => boolean,
): EditorCommand | undefined {
  const { text, variable } = chosenEditor(env, isThere);
  const [program, ...options] = wordsOf(text);
  if (program === undefined) return undefined;
  const kind = kinds.find(({ names }) => names.includes(nameOf(program)));
  const at = line === undefined || !kind ? [file] : kind.at(file, line);
  return { program, args: [...options, ...at], inTerminal: kind?.inTerminal ?? true, variable };
}

function chosenEditor(
  env: NodeJS.ProcessEnv,
  isThere: (program: string) => boolean,
): { readonly text: string; readonly variable: EditorVariable } {
  const { VISUAL = '', EDITOR = '' } = env;
  if (VISUAL.trim() !== '') return { text: VISUAL, variable: 'VISUAL' };
  const isWished = EDITOR.trim() !== '' && !isNpms(env);
  return { text: !isWished && isThere('code') ? 'code' : EDITOR, variable: 'EDITOR' };
}

/** Whether `$EDITOR` is what npm sets where the user has set none: it says nothing of what the user likes. */
function isNpms({ EDITOR, npm_execpath, npm_lifecycle_event }: NodeJS.ProcessEnv): boolean {
  const isUnderNpm = npm_execpath !== undefined || npm_lifecycle_event !== undefined;
  return isUnderNpm && EDITOR === (process.platform === 'win32' ? 'notepad.exe' : 'vi');
}

function noEditor(shown: string, isThere: (program: string) => boolean): string {
  const one = ['nano', 'vim', 'vi', 'emacs'].find(isThere);
  return one
    ? `No editor is set: open ${shown} yourself, or begin with EDITOR=${one} npm start.`
    : `No editor is set: open ${shown} yourself, or set EDITOR to the command that starts yours.`;
}

interface Kind {
  readonly names: readonly string[];
  readonly inTerminal: boolean;
  readonly at: (file: string, line: number) => string[];
}

/** What editors call a line. */
const kinds: readonly Kind[] = [
  {
    names: [
      'vi',
      'vim',
      'nvim',
      'view',
      'nano',
      'pico',
      'emacs',
      'emacsclient',
      'micro',
      'kak',
      'joe',
    ],
    inTerminal: true,
    at: (file, line) => [`+${line}`, file],
  },
  { names: ['hx', 'helix'], inTerminal: true, at: (file, line) => [`${file}:${line}`] },
  {
    names: ['code', 'code-insiders', 'codium', 'vscodium', 'cursor', 'windsurf'],
    inTerminal: false,
    at: (file, line) => ['-g', `${file}:${line}`],
  },
  {
    names: ['subl', 'sublime_text', 'zed', 'zeditor'],
    inTerminal: false,
    at: (file, line) => [`${file}:${line}`],
  },
];

const nameOf = (program: string) => basename(program).replace(/\.(exe|cmd|sh)$/i, '');

/** Splits a command line as a shell would, as far as quotes go. */
function wordsOf(text: string): string[] {
  const words = text.match(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g) ?? [];
  return words.map((word) => word.replace(/"([^"]*)"|'([^']*)'/g, '$1$2'));
}

function shownPlace({ file, line }: EditedPlace): string {
  return line === undefined ? file : `${file}:${line}`;
}

function isOnPath(program: string, path = ''): boolean {
  return path.split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
