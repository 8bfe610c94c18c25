/**
 * The lines of a table whose columns have these widths in characters: to the left, or, of a
 * negative width, to the right.
 */
export function columns(...widths: readonly number[]): (...cells: readonly string[]) => string {
  return (...cells) =>
    cells
      .map((cell, i) => {
        const width = widths[i] ?? 0;
        return width < 0 ? cell.padStart(-width) : cell.padEnd(width);
      })
      .join('');
}

/** Where the text that belongs to a line, and stands below it, begins: after the step. */
export const below = `\n${' '.repeat(6)}`;

const longestSchedule = 31;

/** Some schedules fill the screen: the whole one is in the JSON. */
export function shortened(schedule: string): string {
  return schedule.length <= longestSchedule
    ? schedule
    : `${schedule.slice(0, longestSchedule - 1)}…`;
}
