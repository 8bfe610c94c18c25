/** The rows that a statement returned, as the server's own text. */
export interface Table {
  readonly names: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/**
 * Writes rows as PostgreSQL's `PQprint` does, which `isolationtester` uses: columns of numbers to the
 * right, all others to the left, one line of dashes, and the count. Widths are counted in bytes, as
 * there. A result without columns is written as nothing.
 */
export function formatTable({ names, rows }: Table): string {
  if (names.length === 0) return '';
  const cells = rows.map((row) => row.map((value) => value ?? ''));
  const columns = names.map((name, column) => {
    const values = cells.map((row) => row[column] ?? '');
    return {
      width: Math.max(...[name, ...values].map((value) => Buffer.byteLength(value))),
      toTheRight: values.every((value) => value === '' || looksNumeric(value)),
    };
  });
  const line = (values: readonly string[]) =>
    columns.map((column, i) => pad(values[i] ?? '', column)).join('|');
  const dashes = columns.map(({ width }) => '-'.repeat(width)).join('+');
  const count = `(${rows.length} row${rows.length === 1 ? '' : 's'})`;
  return [line(names), dashes, ...cells.map(line), count, '', ''].join('\n');
}

/**
 * Anything but these characters makes a column text, and so does a last one that is not a digit.
 */
function looksNumeric(value: string): boolean {
  return /^(?![Ee])[-0-9.Ee ]*[0-9]$/.test(value);
}

function pad(value: string, column: { width: number; toTheRight: boolean }): string {
  const blanks = ' '.repeat(column.width - Buffer.byteLength(value));
  return column.toTheRight ? blanks + value : value + blanks;
}
