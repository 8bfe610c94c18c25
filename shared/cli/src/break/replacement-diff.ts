import type { Replacement } from '@workbook/course';
import { structuredPatch } from 'diff';

/** What replacements change, as the lines of a diff under the name of each file. */
export function diffOf(replacements: readonly Replacement[]): string {
  const files = Map.groupBy(replacements, ({ file }) => file);
  return [...files]
    .map(([file, ofFile]) => [`src/${file}`, ...ofFile.map(linesOf)].join('\n'))
    .join('\n');
}

function linesOf({ find, replace }: Replacement): string {
  const { hunks } = structuredPatch('', '', ended(find), ended(replace), '', '', {
    context: Number.POSITIVE_INFINITY,
  });
  const lines = hunks.flatMap((hunk) => hunk.lines).filter((line) => line.trim() !== '');
  return outdented(lines).join('\n');
}

function ended(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

/** The signs of a diff stay in the first column; the code behind them moves to the left. */
function outdented(lines: readonly string[]): string[] {
  const depth = Math.min(
    ...lines.map((line) => line.slice(1).search(/\S/)).filter((at) => at >= 0),
  );
  return lines.map((line) => `${line[0]} ${line.slice(1 + depth)}`.trimEnd());
}
