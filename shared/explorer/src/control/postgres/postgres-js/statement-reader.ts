import type { Statement } from '../sql/terms.ts';
import type { Query, SqlTag } from './library.ts';

/** Reads what a query will say before the library puts it together. */
export class StatementReader {
  readonly #options: unknown;
  readonly #Query: Class;
  readonly #Identifier: Class;
  readonly #Parameter: Class;

  /** `sql` is any that the library has made. */
  constructor(sql: SqlTag) {
    this.#options = sql.options;
    this.#Query = sql`select 1`.constructor as Class;
    this.#Identifier = sql('a').constructor as Class;
    this.#Parameter = sql.typed(1, 23).constructor as Class;
  }

  statementOf(query: Query): Statement {
    const values: unknown[] = [];
    return { text: this.#text(query, values).trim(), values };
  }

  #text({ strings, args }: Query, values: unknown[]): string {
    // In unsafe('… $1', [value]), the places are in the text already.
    if (strings.length === 1 && args.length > 0) {
      values.push(...args.map((arg) => this.#plain(arg)));
      return strings[0] ?? '';
    }
    return strings.reduce((text, next, i) => text + this.#part(text, args[i - 1], values) + next);
  }

  #part(before: string, value: unknown, values: unknown[]): string {
    if (value instanceof this.#Query) return this.#text(value as unknown as Query, values);
    if (value instanceof this.#Identifier) return String((value as { value: unknown }).value);
    if (Array.isArray(value) && value[0] instanceof this.#Query)
      return value.map((one) => this.#part(before, one, values)).join(' ');
    if (typeof (value as Builder | null)?.build === 'function')
      return (value as Builder).build(before, values, [], this.#options);
    values.push(this.#plain(value));
    return `$${values.length}`;
  }

  #plain(value: unknown): unknown {
    return value instanceof this.#Parameter ? (value as { value?: unknown }).value : value;
  }
}

type Class = abstract new (...args: never) => object;

/** What `sql(object)` gives: its text depends on where it stands. */
interface Builder {
  build(before: string, values: unknown[], types: unknown[], options: unknown): string;
}
