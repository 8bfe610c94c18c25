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

/** What JSON would lose. */
function plain(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return `${value}n`;
  if (value instanceof Error) return errorInOneLine(value);
  if (value instanceof Map) return [...value];
  if (value instanceof Set) return [...value];
  if (typeof value === 'function') return '[a function]';
  return value;
}

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
