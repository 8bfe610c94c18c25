import type { CourseStep } from '@workbook/course';
import { structuredPatch } from 'diff';
import type { FileDifference, Hunk } from '../json/diff.ts';
import { colors } from '../text/format.ts';
import { attemptFile } from './current-attempt.ts';
import { attemptOf, codeIn, finishedCode } from './files.ts';

/** Two folders of code, and how each is called above its column. */
export interface Comparison {
  readonly left: { readonly folder: string; readonly shown: string };
  readonly right: { readonly folder: string; readonly shown: string };
}

/** The attempt at `step` and its finished code. Throws `UsageError` when there is no attempt. */
export function mineAndFinished(step: CourseStep): Comparison {
  attemptFile(step);
  return { left: attemptOf(step), right: finishedCode(step) };
}

/** The files that differ. White space at the end of lines does not count. */
export async function compare({ left, right }: Comparison): Promise<readonly FileDifference[]> {
  const [before, after] = await Promise.all([codeIn(left.folder), codeIn(right.folder)]);
  const paths = [...new Set([...before.keys(), ...after.keys()])].sort();
  return paths.flatMap((path) => {
    const [a = '', b = ''] = [before.get(path), after.get(path)].map((text) => text && tidy(text));
    const { hunks } = structuredPatch(path, path, a, b, undefined, undefined, { context: 3 });
    if (hunks.length === 0) return [];
    return [
      {
        path,
        hunks: hunks.map(({ oldStart, newStart, lines }) => ({
          leftStart: oldStart,
          rightStart: newStart,
          lines: lines.filter((line) => !line.startsWith('\\')),
        })),
      },
    ];
  });
}

function tidy(text: string): string {
  return `${text
    .replace(/\r\n/g, '\n')
    .replace(/[ \t]+$/gm, '')
    .trimEnd()}\n`;
}

/** The narrowest terminal in which two columns of code are worth it. */
const wideEnough = 140;

/** The differences for people: side by side where there is room, else one below the other. */
export function comparisonText(
  { left, right }: Comparison,
  files: readonly FileDifference[],
  width = 80,
): string {
  if (files.length === 0) return `${left.shown} and ${right.shown} hold the same code.`;
  const show = width >= wideEnough ? sideBySide : unified;
  return files
    .map(({ path, hunks }) => {
      const names = [`- ${left.shown}/${path}`, `+ ${right.shown}/${path}`];
      return [
        ...names.map((name) => colors.bold(name)),
        ...hunks.flatMap((hunk) => show(hunk, width)),
      ].join('\n');
    })
    .join('\n\n');
}

function unified({ leftStart, rightStart, lines }: Hunk): string[] {
  const paint = (line: string) =>
    line.startsWith('-') ? colors.red(line) : line.startsWith('+') ? colors.green(line) : line;
  return [colors.dim(`@@ line ${leftStart}, now ${rightStart} @@`), ...lines.map(paint)];
}

/** A line that is longer than its column goes on below: no code is left out. */
function sideBySide({ leftStart, rightStart, lines }: Hunk, width: number): string[] {
  const column = Math.floor((width - 3) / 2);
  const rows: string[] = [colors.dim(`@@ line ${leftStart}, now ${rightStart} @@`)];
  const same = (text: string) => text;
  const add = (left = '', right = '', paint = { left: same, right: same }) => {
    const before = pieces(left, column);
    const after = pieces(right, column);
    for (let i = 0; i < Math.max(before.length, after.length); i += 1) {
      const cell = (before[i] ?? '').padEnd(column);
      rows.push(`${paint.left(cell)} │ ${paint.right(after[i] ?? '')}`.trimEnd());
    }
  };
  const removed: string[] = [];
  const added: string[] = [];
  const flush = () => {
    const paint = { left: colors.red, right: colors.green };
    for (let i = 0; i < Math.max(removed.length, added.length); i += 1)
      add(removed[i], added[i], paint);
    removed.length = 0;
    added.length = 0;
  };
  for (const line of lines) {
    if (line.startsWith('-')) removed.push(line);
    else if (line.startsWith('+')) added.push(line);
    else {
      flush();
      add(line, line);
    }
  }
  flush();
  return rows;
}

/** What goes on below has no sign in front, and stands further in. */
function pieces(text: string, length: number): string[] {
  if (text.length <= length) return [text];
  const rest = text.slice(length).match(new RegExp(`.{1,${length - 8}}`, 'g')) ?? [];
  return [text.slice(0, length), ...rest.map((piece) => `${' '.repeat(8)}${piece}`)];
}
