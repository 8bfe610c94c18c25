/** One change in one file of the step. */
export interface Replacement {
  /** The file's name in the step's `src`. */
  readonly file: string;
  /** What stands there exactly once. */
  readonly find: string;
  readonly replace: string;
}

/**
 * `source` with the replacement made. Throws a `TypeError` that begins with `name` unless it fits in
 * exactly one place.
 */
export function replacedIn(
  source: string,
  { file, find, replace }: Replacement,
  name: string,
): string {
  const places = source.split(find).length - 1;
  if (places === 1) return source.replace(find, () => replace);
  throw new TypeError(
    `${name} does not fit ${file} any more: its text stands there ${places} times, not once: ${find.trim().split('\n')[0]}`,
  );
}
