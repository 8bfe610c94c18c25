import { ExplorationError } from '../model/errors.ts';

/** What was answered, or read, in one line, for a text by which the ends of runs are compared. */
export function inOneLine(value: unknown, whose: string): string {
  if (value === undefined) return 'nothing';
  try {
    return JSON.stringify(value, plain) ?? `a ${typeof value}`;
  } catch (error) {
    const message = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    throw new ExplorationError(
      `${whose} cannot be written down (${message}): return what matters of it, such as a status and a text`,
    );
  }
}

/** An error in one line: its code tells more, and is the same in every language of a server. */
export function errorInOneLine(error: unknown): string {
  if (!(error instanceof Error)) return inOneLine(error, 'an error');
  const { code } = error as { code?: unknown };
  return typeof code === 'string' || typeof code === 'number'
    ? `${error.name} ${code}`
    : `${error.name}: ${error.message.replace(/\s+/g, ' ').trim()}`;
}

/** An error for people: its kind, its message, and its code where it has one. */
export function errorMessage(error: unknown): string {
  if (!(error instanceof Error)) return inOneLine(error, 'an error');
  const { name, message, code } = error as Error & { code?: unknown };
  const text = withoutTokens(message.replace(/\s+/g, ' ').trim());
  return `${name}: ${text}${typeof code === 'string' ? ` (${code})` : ''}`;
}

/** What JSON would lose. Throws where all that matters of an object is hidden: any two would look alike. */
function plain(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return `${value}n`;
  if (Object.is(value, -0)) return '-0';
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'symbol' || value instanceof RegExp) return String(value);
  if (value instanceof Error) return errorInOneLine(value);
  if (lists.some((kind) => value instanceof kind)) return [...(value as Iterable<unknown>)];
  if (typeof value === 'function') return '[a function]';
  if (typeof value === 'object' && value !== null && hidesAll(value))
    throw new TypeError(`nothing can be seen of its ${value.constructor?.name || 'object'}`);
  return value;
}

const lists = [Map, Set, Headers, FormData, URLSearchParams];

/** Whether this is no plain object, and has no field that can be seen. */
function hidesAll(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  const isPlain = prototype === null || Object.getPrototypeOf(prototype) === null;
  if (
    isPlain ||
    Array.isArray(value) ||
    (ArrayBuffer.isView(value) && !(value instanceof DataView))
  )
    return false;
  return Object.keys(value).length === 0 && !isWrapped(value);
}

/** JSON takes these for what is in them. */
const isWrapped = (value: object) =>
  value instanceof String || value instanceof Number || value instanceof Boolean;

/** Calls each UUID and each time by the order in which it appears: they differ from run to run. */
export function withoutTokens(text: string): string {
  return named(named(text, uuid, 'uuid'), time, 'time');
}

const uuid = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi;
const time = /\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d(:?\d\d)?)?/g;

function named(text: string, token: RegExp, word: string): string {
  const names = new Map<string, string>();
  return text.replace(token, (found) => {
    if (!names.has(found)) names.set(found, `${word} ${names.size + 1}`);
    return names.get(found) as string;
  });
}
