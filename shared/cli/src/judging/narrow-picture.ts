import { timelineColumns } from '@workbook/judge';
import type { Picture } from '../json/picture.ts';

/** How wide a picture is in its own text. */
const ownWidth = 80;

/**
 * The text of a picture where it fits on a screen that is `width` characters wide; where that is narrow, its columns are
 * laid out anew, so that each client keeps one. Sentences and the command stay as they are.
 */
export function narrowPicture({ text, lines, source }: Picture, width: number): string {
  const parts = text.split('\n\n');
  const at = parts.findIndex((part) => letters.test(part));
  const header = letters.exec(parts[at] ?? '')?.[0] ?? '';
  if (width >= ownWidth || lines.length === 0 || header === '') return text;
  const columns = timelineColumns(
    {
      clients: header.match(/[A-Z]/g) ?? [],
      lines: lines.map(({ place, ...line }) => ({ ...line, ...(place !== null && { place }) })),
      // That there are more turns than are shown stands in a part of its own.
      turns: lines.at(-1)?.turn ?? 0,
      ...(source && { source }),
    },
    width,
  );
  return parts.with(at, columns).join('\n\n');
}

/** The first line of the columns. */
const letters = /^ {4}[A-Z](?: *│ [A-Z])*$/m;
