import type { Statement } from './sql/terms.ts';

/** One line, with the values in their places: two calls with other values are other operations. */
export function operationText({ text, values }: Statement): string {
  const line = text.replace(/\s+/g, ' ');
  return line.replace(/\$(\d+)/g, (whole, number) => {
    const index = Number(number) - 1;
    return index < values.length ? literal(values[index]) : whole;
  });
}

function literal(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean')
    return String(value);
  if (value instanceof Date) return "'a time'";
  if (typeof value === 'string') return `'${value.replaceAll("'", "''")}'`;
  return JSON.stringify(value);
}
