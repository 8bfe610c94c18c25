const list = new Intl.ListFormat('en-GB');

/** `a`, `a and b`, `a, b and c`. */
export const listed = (all: readonly string[]): string => list.format(all);

/** A value as a reader needs it: of a token its beginning, of JSON the words and numbers in it. */
export function readable(value: string): string {
  if (/^[[{]/.test(value)) return json(value) ?? value;
  return value.replace(/\b([0-9a-f]{6})[0-9a-f]{2}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/g, '$1…');
}

function json(text: string): string | undefined {
  try {
    return `"${wordsIn(JSON.parse(text))}"`;
  } catch {
    return undefined;
  }
}

/** An account is its owner and its balance, as everywhere in the course; a text of many words says nothing new. */
function wordsIn(value: unknown): string {
  if (Array.isArray(value)) return value.map(wordsIn).join(' ');
  if (typeof value !== 'object' || value === null) return String(value).replaceAll('_', ' ');
  if ('owner' in value && 'balance' in value)
    return `${String(value.owner)} ${String(value.balance)}`;
  return Object.entries(value)
    .filter(([, inside]) => !(typeof inside === 'string' && inside.includes(' ')))
    .map(([name, inside]) => `${name} ${wordsIn(inside)}`)
    .join(' ');
}
