import { createColors } from 'picocolors';

const { stdout } = process;

/** Colours where standard output is a terminal that has them; NO_COLOR is respected. */
export const colors = createColors(stdout.isTTY === true && stdout.hasColors());

/** `12,345`, or `about 8e16` for what is too large to be counted exactly. */
export function whole(count: number): string {
  if (count > Number.MAX_SAFE_INTEGER) return `about ${short(count)}`;
  return new Intl.NumberFormat('en').format(count);
}

/** `8e16`. */
function short(count: number): string {
  return count.toExponential(0).replace('+', '');
}

/** At most four characters: `950`, `1.2k`, `13k`, `4.5m`, `2b`, `8e16`. */
export function compact(count: number): string {
  if (count < 1000) return String(count);
  if (count >= 1e12) return short(count);
  const format = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 2 });
  return format.format(count).toLowerCase();
}

/** `1 race`, `2 races`. */
export function counted(count: number, noun: string, nouns = `${noun}s`): string {
  return `${whole(count)} ${count === 1 ? noun : nouns}`;
}

/** `850 ms`, `12.3 s`. */
export function duration(durationMs: number): string {
  return durationMs < 1000 ? `${Math.round(durationMs)} ms` : `${(durationMs / 1000).toFixed(1)} s`;
}

/** Breaks `text` between words into lines of at most `width` characters; a longer word stays whole. */
export function wrapped(text: string, width = 80): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** How wide what is printed may be: a pipe gets 80 characters, and so does a terminal that has room for them. */
export const printedWidth = () => Math.min(stdout.columns ?? 80, 80);

/** How wide a paragraph is: longer lines are hard to read, whatever room there is. */
export const proseWidth = (width: number) => Math.min(width, 100);
