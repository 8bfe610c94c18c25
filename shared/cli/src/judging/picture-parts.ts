import type { Timeline } from '@workbook/judge';
import type { PictureParts } from '../json/picture.ts';

/** The parts of a timeline, as the documented fields. */
export function picturePartsOf({ lines, source }: Timeline): PictureParts {
  return {
    lines: lines.map((line) => ({ ...line, place: line.place ?? null })),
    source: source ?? null,
  };
}
