import { stripVTControlCharacters } from 'node:util';
import { colors, wrapped } from '../text/format.ts';
import { narrowLine } from '../text/narrow.ts';

/** What the loop shows at one moment. */
export interface Screen {
  /** The first line: where the learner is. */
  readonly title: string;
  /** The second: the verdict, or what is being done. */
  readonly verdict: string;
  /** The rest, as much of it as there is room for. */
  readonly body: string;
  /** The first line of the body that is shown. */
  readonly offset: number;
  /** A word above the keys. */
  readonly message: string;
  readonly keys: string;
}

/** Rows that are not the body's: title, verdict, a gap, the message, the keys. */
const frameRows = 5;

/** How many rows of a terminal this high are left for the body. */
export function bodyRows(height: number): number {
  return Math.max(1, height - frameRows);
}

/** The last offset at which the body still fills its room. */
export function lastOffset({ body }: Pick<Screen, 'body'>, width: number, height: number): number {
  return Math.max(0, linesOf(body, width).length - bodyRows(height));
}

/** The lines of a screen, exactly as many as the terminal has, and none wider than it is. */
export function screenLines(screen: Screen, width: number, height: number): string[] {
  const rows = bodyRows(height);
  const lines = linesOf(screen.body, width);
  const offset = Math.min(screen.offset, lastOffset(screen, width, height));
  const shown = lines.slice(offset, offset + rows);
  const below = lines.length - offset - shown.length;
  const more = below > 0 || offset > 0 ? `↑↓ line ${offset + 1} of ${lines.length}` : '';
  const words = wordsOf(screen.message, more, width);
  const filled = [...shown, ...Array.from({ length: rows - shown.length }, () => '')];
  return [
    screen.title,
    screen.verdict,
    '',
    // A sentence that needs more lines than one takes them from the body.
    ...filled.slice(0, Math.max(0, rows + 1 - words.length)),
    ...words.slice(0, rows + 1).map(colors.dim),
    screen.keys,
  ].map((line) => cut(line, width));
}

/** What stands above the keys: the sentence is read whole, how far the page is read gives way. */
function wordsOf(message: string, more: string, width: number): string[] {
  const both = [message, more].filter(Boolean).join('  ·  ');
  return both.length <= width ? [both] : wrapped(message, width);
}

/**
 * A command is to be typed or copied, and so is an address: where it is wider than the terminal, it goes on in the next line, without a
 * sign of it. So does what is said of one, beside it or around it. Each begins there with a whole word.
 */
function linesOf(body: string, width: number): string[] {
  return body.split('\n').flatMap((line) => {
    const text = stripVTControlCharacters(line);
    const isAddress = /^https?:/.test(text);
    if (text.length <= width) return [line];
    if (!isAddress && !text.includes('npx workbook')) return goingOn(line, text, width);
    if (text.includes(' # ')) return narrowLine(text, width);
    if (!isAddress && !/^(?:replay: +)?npx workbook/.test(text)) return wrapped(text, width);
    return wrapped(text, width).flatMap((part) => inPieces(part, width));
  });
}

/** A word that is wider than the terminal by itself, such as a path or an address. */
function inPieces(text: string, width: number): string[] {
  const pieces = Math.ceil(text.length / width);
  return Array.from({ length: pieces }, (_, i) => text.slice(i * width, (i + 1) * width));
}

/** A row of a table, or a line of code: the rest of it stands below, in the colour that it begins with. */
function goingOn(line: string, text: string, width: number): string[] {
  const [color = ''] = leadingColors.exec(line) ?? [];
  return narrowLine(text, width).map((part) => `${color}${part}`);
}

const escape = String.fromCharCode(27);
const leadingColors = new RegExp(`^(?:${escape}\\[[\\d;]*m)*`);

/** At most `width` characters of a line: keeps the colour that it begins with, and says by its end that there is more. */
export function cut(line: string, width: number): string {
  const text = stripVTControlCharacters(line);
  if (text.length <= width) return line;
  const [color = ''] = leadingColors.exec(line) ?? [];
  return `${color}${text.slice(0, width - 1)}…`;
}
