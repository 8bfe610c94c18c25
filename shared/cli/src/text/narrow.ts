import { wrapped } from './format.ts';

/** In front of what belongs to the line above: that was too long for the terminal. */
export const continued = '↪ ';

/** A line of code, or of a timeline, in lines of at most `width` characters: nothing of it is cut off. */
export function narrowLine(line: string, width: number): string[] {
  const lines: string[] = [];
  let rest = line;
  while (rest.length > width) {
    const space = rest.lastIndexOf(' ', width);
    const isEarly = space < Math.max(width / 2, continued.length + 1);
    const at = isEarly ? width : space;
    lines.push(rest.slice(0, at).trimEnd());
    rest = continued + rest.slice(at).trimStart();
  }
  return [...lines, rest];
}

/** Between two columns, and in front of what stands further in. */
const gap = '  ';

/** The lines of a table in Markdown, its first two rows the heading, in lines of at most `width` characters. */
export function narrowTable(markdown: readonly string[], width: number): string[] {
  const [heading = [], ...rows] = markdown.filter((line) => !/^[\s|:-]+$/.test(line)).map(cellsOf);
  // A heading may be empty: then the line that separates it is the only one that is left out.
  const isEmpty = markdown[0] !== undefined && /^[\s|]+$/.test(markdown[0]);
  const [names, body] = isEmpty ? [heading.map(() => ''), [heading, ...rows]] : [heading, rows];
  const widths = columnWidths([names, ...body], width);
  if (!widths || !body.every((row) => isReadable(row, widths)))
    return body.flatMap((row) => listItem(names, row, width));
  const rule = widths.map((one) => '─'.repeat(one)).join(gap);
  const lines = body.flatMap((row) => rowLines(row, widths));
  return isEmpty ? lines : [...rowLines(names, widths), rule, ...lines];
}

/** Prose without its signs of Markdown: for bold, for emphasis, for links within the project. */
export function plain(markdown: string): string {
  return withoutLinks(markdown)
    .replace(/\*\*(.+?)\*\*/g, '$1')
    .replace(/(^|[\s(])\*([^*\s][^*]*)\*(?=[\s).,;:]|$)/g, '$1$2');
}

function withoutLinks(markdown: string): string {
  return (
    markdown
      // A link that is called like its page says so once.
      .replace(/\[([^\]]+)\]\((?:\.\.\/)+\1\)/g, '$1')
      .replace(/\[([^\]]+)\]\((?:\.\.\/)+((?:docs|shared)\/[^)#]+)[^)]*\)/g, '$1 ($2)')
      .replace(/\[([^\]]+)\]\((?!\w+:)[^)]*\)/g, '$1')
  );
}

function cellsOf(line: string): string[] {
  const cells = line
    .trim()
    .replace(/^\|/, '')
    .replace(/\|$/, '')
    .split(/(?<!\\)\|/);
  return cells.map((cell) =>
    withoutLinks(cell.trim())
      // In a table, bold says which cell matters.
      .replace(/\*\*(.+?)\*\*/g, '*$1*')
      .replaceAll('\\|', '|')
      .replaceAll('`', ''),
  );
}

/** How wide each column is, if all fit beside each other with no word broken; else undefined. */
function columnWidths(rows: readonly string[][], width: number): number[] | undefined {
  const columns = rows[0]?.map((_, i) => rows.map((row) => row[i] ?? '')) ?? [];
  const longest = (texts: readonly string[]) => Math.max(...texts.map(({ length }) => length));
  const whole = columns.map(longest);
  const widths = columns.map(
    (cells, i) =>
      // What goes on below in the first column stands further in.
      longest(cells.flatMap((cell) => cell.split(' '))) + (i === 0 ? gap.length : 0),
  );
  let room = width - gap.length * (columns.length - 1) - widths.reduce((sum, one) => sum + one, 0);
  if (room < 0) return undefined;
  const missing = (i: number) => (whole[i] ?? 0) - (widths[i] ?? 0);
  for (; room > 0; room -= 1) {
    const neediest = widths.reduce((most, _, i) => (missing(i) > missing(most) ? i : most), 0);
    if (missing(neediest) <= 0) break;
    widths[neediest] = (widths[neediest] ?? 0) + 1;
  }
  return widths;
}

/** Whether a row is still seen as one: a cell of many lines with a word each is not. */
function isReadable(row: readonly string[], widths: readonly number[]): boolean {
  return widths.every((width, i) => cellLines(row[i] ?? '', width, i).length <= (i === 0 ? 4 : 2));
}

function rowLines(row: readonly string[], widths: readonly number[]): string[] {
  const cells = widths.map((width, i) => cellLines(row[i] ?? '', width, i));
  const height = Math.max(...cells.map(({ length }) => length));
  return Array.from({ length: height }, (_, at) =>
    cells
      .map((lines, i) => (lines[at] ?? '').padEnd(widths[i] ?? 0))
      .join(gap)
      .trimEnd(),
  );
}

function cellLines(text: string, width: number, column: number): string[] {
  if (column > 0 || text.length <= width) return wrapped(text, width);
  const [first = '', ...rest] = wrapped(text, width - gap.length);
  return [first, ...rest.map((line) => gap + line)];
}

/** `• crash before COMMIT`, and below it what the other columns say: `cache: 100 · now: −`. */
function listItem(names: readonly string[], row: readonly string[], width: number): string[] {
  const [first = '', ...others] = row;
  const said = others.flatMap((cell, i) => {
    const name = names[i + 1] ?? '';
    if (cell === '') return [];
    return [name === '' ? cell : `${name}: ${cell}`];
  });
  const below: string[] = [];
  for (const one of said) {
    const longer = `${below.at(-1)} · ${one}`;
    if (below.length > 0 && longer.length <= width - gap.length) below.splice(-1, 1, longer);
    else below.push(one);
  }
  const [heading = '', ...rest] = wrapped(first, width - gap.length);
  const further = [...rest, ...below.flatMap((line) => wrapped(line, width - gap.length))];
  return [`• ${heading}`, ...further.map((line) => gap + line)].flatMap((line) =>
    narrowLine(line, width),
  );
}
