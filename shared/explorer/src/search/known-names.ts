import { distance } from 'fastest-levenshtein';
import { ExplorationError } from '../model/errors.ts';

/** A value as a caller has given it, in a few characters. */
export function asGiven(value: unknown): string {
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'bigint' || typeof value === 'symbol') return String(value);
  if (Array.isArray(value)) return `[${value.map(asGiven).join(', ')}]`;
  if (typeof value === 'object' && value !== null) return 'an object';
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

/** What a value must be: whether it is that, and the words for it. */
export type Rule = readonly [isIt: (value: unknown) => boolean, what: string];

/**
 * Throws `ExplorationError` when a member of `given` has a name that `rules` do not know, or a value that they do not allow.
 * One that is undefined counts as left out.
 *
 * @param nounOf What to call a member of this name, such as `the option maxRuns`.
 * @param options.mayHaveOthers Whether only a name that is almost a known one is wrong.
 */
export function checkMembers(
  given: object,
  rules: Readonly<Record<string, Rule>>,
  nounOf: (name: string) => string,
  { mayHaveOthers = false }: { readonly mayHaveOthers?: boolean } = {},
): void {
  for (const [name, value] of Object.entries(given)) {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    if (!rule) {
      const nearest = nearestTo(name, Object.keys(rules));
      if (mayHaveOthers && nearest === undefined) continue;
      const advice = nearest ? `write ${nearest}` : `there are ${Object.keys(rules).join(', ')}`;
      throw new ExplorationError(`${nounOf(name)} does not exist: ${advice}`);
    }
    const [isIt, what] = rule;
    if (value !== undefined && !isIt(value))
      throw new ExplorationError(`${nounOf(name)} must be ${what}, and is ${asGiven(value)}`);
  }
}

/** Any function. */
export const isFunction: Rule = [(value) => typeof value === 'function', 'a function'];
/** True or false. */
export const isBoolean: Rule = [(value) => typeof value === 'boolean', 'true or false'];
/** An object, or a list. */
export const isObject: Rule = [(value) => typeof value === 'object' && value !== null, 'an object'];
/** Any text. */
export const isText: Rule = [(value) => typeof value === 'string', 'a text'];
/** A time span, in milliseconds; it may be `Infinity`. */
export const isMs: Rule = [
  (value) => typeof value === 'number' && value >= 0,
  'a number of milliseconds',
];
/** A number of things; it may be `Infinity`, where there is no end to them. */
export const isCount: Rule = [
  (value) =>
    typeof value === 'number' && value >= 0 && (Number.isInteger(value) || value === Infinity),
  'a whole number',
];

/** One of these texts. */
export function isOneOf(...texts: readonly string[]): Rule {
  return [(value) => texts.includes(value as string), texts.map(asGiven).join(' or ')];
}

/** A list of these texts. */
export function areAmong(texts: readonly string[]): Rule {
  return [
    (value) => Array.isArray(value) && value.every((one) => texts.includes(one)),
    `a list of ${texts.map(asGiven).join(', ')}`,
  ];
}

function nearestTo(name: string, known: readonly string[]): string | undefined {
  const [nearest] = known
    .map((one) => ({ one, far: distance(one.toLowerCase(), name.toLowerCase()) }))
    .filter(({ one, far }) => far <= Math.max(2, one.length / 3))
    .sort((a, b) => a.far - b.far);
  return nearest?.one;
}
