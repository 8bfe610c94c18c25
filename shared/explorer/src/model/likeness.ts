import type { Reply } from './operation.ts';
import type { Turn } from './run-record.ts';

/** What a turn asked for, and what clients were told by it, as far as another run may be told otherwise. */
export interface Seen {
  readonly client: string;
  readonly text: string;
  /** Numbers that a server draws, and times. */
  readonly drawn: readonly string[];
}

/** What is kept of a turn to compare it with the same turn of another run. */
export function seenIn({ client, text, reply, released }: Turn): Seen {
  const drawn = [reply, ...released.map((one) => one.reply)].flatMap((one) =>
    one ? drawnIn(one, text) : [],
  );
  return { client, text, drawn };
}

/**
 * Whether two runs are alike, text by text: each thing that is drawn by lot may be another one in the other
 * run, but then it is so everywhere. Ids as uuid and nanoid make them are known by their looks, times of
 * a server, too; a number must have come from a server that has drawn it.
 */
export class Likeness {
  readonly #renamed = new Map<string, string>();
  readonly #taken = new Map<string, string>();
  readonly #drawn = new Set<string>();
  #differs = false;

  /** Whether something has another name in the other run. */
  get differs(): boolean {
    return this.#differs;
  }

  /** The same turn of both runs is over. */
  told(one: Seen, other: Seen): void {
    for (const [i, was] of one.drawn.entries()) {
      const is = other.drawn[i];
      if (is !== undefined && is !== was) this.#drawn.add(`${was} ${is}`);
    }
  }

  isSame(one: string, other: string): boolean {
    if (one === other) return true;
    const [these, those] = [one.split(literal), other.split(literal)];
    if (these.length !== those.length) return false;
    // Every second part is a literal.
    const same = these.every((part, i) => {
      const is = those[i] as string;
      return part === is || (i % 2 === 1 && this.#mayBe(part, is));
    });
    this.#differs ||= same;
    return same;
  }

  #mayBe(one: string, other: string): boolean {
    const looksDrawn = [token, time].some((looks) => looks.test(one) && looks.test(other));
    if (!looksDrawn && !this.#drawn.has(`${one} ${other}`)) return false;
    const [renamed, taken] = [this.#renamed.get(one) ?? other, this.#taken.get(other) ?? one];
    this.#renamed.set(one, renamed);
    this.#taken.set(other, taken);
    return renamed === other && taken === one;
  }
}

/** Text without what looks as if it were drawn by lot. */
export function withoutTokens(text: string): string {
  return text.replace(new RegExp(literal, 'g'), (part) => (token.test(part) ? '<token>' : part));
}

/** What may differ: a time, a long word, a number. */
const literal =
  /(\d{4}-\d\d-\d\d[ T][\d:.]{5,}(?:Z|[+-]\d\d(?::?\d\d)?)?|(?<![\w-])[\w+/-]{16,}={0,2}|(?<![\w.])\d+(?:\.\d+)?(?![\w.]))/;

const time = /^\d{4}-\d\d-\d\d[ T]/;

/** Words and names are not so long with digits, or with capitals in their middle. */
const token = /^(?=.{16})(?=.*(\d|[a-z].*[A-Z]|[A-Z].*[a-z]))[\w+/-]+={0,2}$/;

/** Which numbers of a reply cannot be known beforehand, by their names and by what was asked. */
function drawnIn({ rows, value }: Reply, text: string): string[] {
  const drawsAll = draws.test(text);
  const named = (rows ?? []).slice(0, mostRows).flatMap((row) => Object.entries(row));
  const drawn = named.flatMap(([name, told]) => {
    if (told instanceof Date) return [String(told.getTime())];
    const isNumber = typeof told === 'number' || /^\d+$/.test(String(told));
    return isNumber && (drawsAll || isIdentity.test(name)) ? [String(told)] : [];
  });
  return typeof value === 'number' && drawsAll ? [...drawn, String(value)] : drawn;
}

const mostRows = 20;

const isIdentity = /(^|_)id$|^(oid|ctid|xmin|xmax|cmin|cmax|tableoid)$/i;

const draws =
  /\b(nextval|currval|lastval|txid_\w+|pg_\w*(xact|snapshot|wal|lsn)\w*|xmin|xmax|random\w*|pg_backend_pid|clock_timestamp|now)\b|^time$/i;
