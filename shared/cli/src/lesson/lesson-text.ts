import { wrapped } from '../text/format.ts';

/**
 * A lesson for a terminal: without the markers of what was measured, with its answers folded away,
 * and no line of prose wider than `width`.
 */
export function lessonText(markdown: string, { width = 80, answers = false } = {}): string {
  const text = markdown
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(
      /<details><summary>([\s\S]*?)<\/summary>([\s\S]*?)<\/details>/g,
      (_, question: string, answer: string) =>
        answers ? `▾ ${question}\n${answer}` : `▸ ${question}`,
    )
    .replace(/\n{3,}/g, '\n\n');
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

/** A line of a list goes on below its text, not below its sign. */
function indented(line: string, width: number): string[] {
  const [sign = ''] = /^\s*(?:[-*]|\d+\.)?\s+/.exec(line) ?? [];
  const [first = '', ...rest] = wrapped(line.slice(sign.length), width - sign.length);
  return [sign + first, ...rest.map((text) => ' '.repeat(sign.length) + text)];
}
