/**
 * What helps when a server refuses to make a database: words that end a sentence.
 *
 * @param code Of its error, as `DatabaseError.code`.
 * @param role That which has asked.
 */
export function remedyFor(code = '', role: string): string {
  if (code === '42501') return `let the role "${role}" create databases, or unset DATABASE_URL`;
  if (code === '53100') return 'make room on the disk that holds its data';
  return 'mend that, or use another server';
}
