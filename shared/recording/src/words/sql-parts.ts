import { listed, readable } from './values.ts';

/** A statement in one line, without the quotes of names and the short names of tables that libraries write. */
export function unquoted(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/"(\w+)"(?=[^']*(?:'[^']*'[^']*)*$)/g, '$1')
    .replace(/\b[a-z]\d\.(?=\w|\*)/g, '')
    .replace(/ as [a-z]\d\b/g, '');
}

/** Parts between a separator, but for one that stands in a text or between brackets. */
export function partsOf(text: string, separator: RegExp): string[] {
  const hidden = text.replace(/'(?:[^']|'')*'/g, (one) => '_'.repeat(one.length)).split('');
  for (let depth = 0, i = 0; i < hidden.length; i += 1) {
    if (hidden[i] === ')') depth -= 1;
    if (depth > 0) hidden[i] = '_';
    if (hidden[i] === '(') depth += 1;
  }
  const parts: string[] = [];
  let from = 0;
  for (const { 0: found, index } of hidden.join('').matchAll(separator)) {
    parts.push(text.slice(from, index));
    from = index + found.length;
  }
  return [...parts, text.slice(from)].map((part) => part.trim());
}

/** What a number or a text stands for; undefined for what has to be computed. */
export function literal(value: string): string | undefined {
  if (/^-?\d+(\.\d+)?$/.test(value)) return value;
  const [, escaped, text] = /^ ?(E?)'((?:[^']|'')*)'$/i.exec(value) ?? [];
  if (text === undefined) return undefined;
  const plain = text.replaceAll("''", "'");
  return readable(escaped ? plain.replaceAll('\\\\', '\\') : plain);
}

/** Whether a literal is a moment: it says little, and is long. */
export function isMoment(value: string): boolean {
  return /^\d{4}-\d\d-\d\d[T ]/.test(value) || value === 'a time';
}

/** Which rows, as a person names them: `account 1`, and under which conditions beside that: ` if its version is still 3`. */
export interface Noun {
  readonly text: string;
  readonly many: boolean;
  readonly unless: string;
}

/** What rows of a table a condition picks; undefined where there are no words for it. */
export function noun(table: string, where?: string): Noun | undefined {
  if (where === undefined) return { text: `all ${plural(table)}`, many: true, unless: '' };
  const parts = partsOf(where, / and /gi);
  const named = parts.map((part) => rowOf(table, part));
  const at = named.findIndex((one) => one !== undefined);
  const conditions = parts.filter((_, i) => i !== at).map(condition);
  if (conditions.includes(undefined)) return undefined;
  const row = named[at];
  if (row)
    return {
      ...row,
      unless: conditions.length === 0 ? '' : ` if its ${listed(conditions as string[])}`,
    };
  return {
    text: `the ${plural(table)} whose ${listed(conditions as string[])}`,
    many: true,
    unless: '',
  };
}

type Row = Omit<Noun, 'unless'>;

/** The columns by which rows of the course are known; the condition may also pick several of them. */
function rowOf(table: string, part: string): Row | undefined {
  const [, value = ''] = /^(?:\w+\.)?(?:id|key|name) = (.+)$/i.exec(part) ?? [];
  const one = literal(value);
  if (one !== undefined) return { text: `${table} ${one}`, many: false };
  const [, inside = ''] = /^(?:\w+\.)?(?:id|key|name) in \((.+)\)$/i.exec(part) ?? [];
  const [, column, other = '', where] =
    /^select (\w+) from (\w+)(?: where (.+))?$/i.exec(inside) ?? [];
  if (column !== undefined) {
    const of = column === table ? noun(other, where) : undefined;
    return of && of.unless === ''
      ? { text: `the ${of.many ? plural(table) : table} of ${of.text}`, many: of.many }
      : undefined;
  }
  const values = inside === '' ? [] : partsOf(inside, /,/g).map(literal);
  if (values.length === 0 || values.includes(undefined)) return undefined;
  return {
    text: listed(values.map((each) => `${table} ${each}`)),
    many: values.length > 1,
  };
}

const comparisons: Readonly<Record<string, string>> = {
  '=': 'is',
  '<>': 'is not',
  '!=': 'is not',
  '<': 'is less than',
  '>': 'is more than',
  '<=': 'is at most',
  '>=': 'is at least',
};

/** `version is still 3`, `balance is at least 30`. */
function condition(part: string): string | undefined {
  const [, column, sign = '', value = ''] =
    /^(?:\w+\.)?(\w+) (=|<>|!=|<=|>=|<|>) (.+)$/.exec(part) ?? [];
  const than = literal(value);
  if (column === undefined || than === undefined) return undefined;
  const still = column === 'version' && sign === '=' ? ' still' : '';
  return `${column} ${comparisons[sign]}${still} ${than}`;
}

/** Several of what a table holds one of in a row. */
export function plural(table: string): string {
  return table.endsWith('s') ? table : `${table}s`;
}
