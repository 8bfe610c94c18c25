import { wrapped } from '../text/format.ts';
import { narrowLine, narrowTable, plain } from '../text/narrow.ts';

/** How a lesson is shown. */
export interface LessonLook {
  /** Of a paragraph, in characters. Default 80. */
  readonly width?: number;
  /** Of code and tables. As wide as a paragraph when absent. */
  readonly codeWidth?: number;
  /** Whether answers are unfolded. */
  readonly answers?: boolean;
  /** The key or the option that opens what comes after the tasks; absent when that is open. */
  readonly opens?: string;
}

/** The title of the last part of a lesson, all that comes after its tasks. */
export const restTitle = 'The rest of the lesson: it shows the finished code';

/**
 * A lesson for a terminal: without the markers of what was measured, with its folds, no line of prose
 * wider than `width`, and none of code or of a table wider than `codeWidth`.
 */
export function lessonText(
  markdown: string,
  { width = 80, codeWidth, answers = false, opens }: LessonLook = {},
): string {
  const text = withFolds(markdown.replace(/<!--[\s\S]*?-->/g, ''), (title, content) => {
    if (title !== restTitle) return answers ? `▾ ${title}\n${content}` : `▸ ${title}`;
    return opens === undefined ? content : `${opens} opens the rest: it shows the finished code.`;
  }).replace(/\n{3,}/g, '\n\n');
  const widest = codeWidth ?? width;
  let code = false;
  const lines = text.split('\n');
  return lines
    .flatMap((line, i) => {
      if (line.startsWith('```')) {
        code = !code;
        return [];
      }
      if (code) return isCommand(line) ? [line] : narrowLine(line, widest);
      if (!line.startsWith('|')) return indented(plain(line), width);
      // A table is written where its first line is.
      return lines[i - 1]?.startsWith('|') ? [] : narrowTable(tableAt(lines, i), widest);
    })
    .join('\n')
    .trimEnd();
}

/** `text` with what `show` makes of each `<details>`, the inner ones first. */
function withFolds(text: string, show: (title: string, content: string) => string): string {
  const innermost =
    /<details><summary>((?:(?!<\/summary>)[\s\S])*)<\/summary>((?:(?!<details>)[\s\S])*?)<\/details>/g;
  const shown = text.replace(innermost, (_, title: string, content: string) =>
    show(title, content),
  );
  return shown === text ? text : withFolds(shown, show);
}

function tableAt(lines: readonly string[], first: number): readonly string[] {
  const end = lines.findIndex((line, i) => i > first && !line.startsWith('|'));
  return lines.slice(first, end < 0 ? undefined : end);
}

/** A command is to be typed or copied: the terminal itself lets it go on in the next line. */
const isCommand = (line: string) => line.includes('npx workbook');

/** A line of a list goes on below its text, not below its sign. */
function indented(line: string, width: number): string[] {
  const [sign = ''] = /^\s*(?:[-*]|\d+\.)?\s+/.exec(line) ?? [];
  const [first = '', ...rest] = wrapped(line.slice(sign.length), width - sign.length);
  return [sign + first, ...rest.map((text) => ' '.repeat(sign.length) + text)].flatMap((text) =>
    narrowLine(text, width),
  );
}
