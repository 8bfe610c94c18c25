import { wrapped } from '../text/format.ts';

/** The title of the last part of a lesson, all that comes after its tasks. */
export const restTitle = 'The rest of the lesson: it shows the finished code';

/** How a lesson is shown. */
export interface LessonTextOptions {
  /** Of a line of prose, in characters. */
  readonly width?: number;
  /** Unfolds the answers. */
  readonly answers?: boolean;
  /** The key or the option that opens what comes after the tasks; absent when that is open. */
  readonly opens?: string;
}

/** A lesson for a terminal: without the markers of what was measured, and with its folds. */
export function lessonText(
  markdown: string,
  { width = 80, answers = false, opens }: LessonTextOptions = {},
): string {
  const text = withFolds(markdown.replace(/<!--[\s\S]*?-->/g, ''), (title, content) => {
    if (title !== restTitle) return answers ? `▾ ${title}\n${content}` : `▸ ${title}`;
    return opens === undefined ? content : `${opens} opens the rest: it shows the finished code.`;
  }).replace(/\n{3,}/g, '\n\n');
  let code = false;
  return text
    .split('\n')
    .flatMap((line) => {
      if (line.startsWith('```')) {
        code = !code;
        return [];
      }
      return code || line.startsWith('|') ? [line] : indented(line, width);
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

/** A line of a list goes on below its text, not below its sign. */
function indented(line: string, width: number): string[] {
  const [sign = ''] = /^\s*(?:[-*]|\d+\.)?\s+/.exec(line) ?? [];
  const [first = '', ...rest] = wrapped(line.slice(sign.length), width - sign.length);
  return [sign + first, ...rest.map((text) => ' '.repeat(sign.length) + text)];
}
