import { distance } from 'fastest-levenshtein';

/** To compare a text of any length takes its square of time, and no word is as long as this. */
const comparedChars = 80;

/** The three of `words` that are most like `text`: `a, b or c`. */
export function nearestTo(text: string, words: readonly string[]): string {
  const far = (word: string) =>
    word.includes(text) ? 0 : distance(word, text.slice(0, comparedChars));
  const nearest = words.toSorted((a, b) => far(a) - far(b)).slice(0, 3);
  return new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(nearest);
}
