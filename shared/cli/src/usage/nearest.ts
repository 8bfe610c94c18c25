import { distance } from 'fastest-levenshtein';

/** The three of `words` that are most like `text`: `a, b or c`. */
export function nearestTo(text: string, words: readonly string[]): string {
  const far = (word: string) => (word.includes(text) ? 0 : distance(word, text));
  const nearest = words.toSorted((a, b) => far(a) - far(b)).slice(0, 3);
  return [nearest.slice(0, -1).join(', '), ...nearest.slice(-1)].filter(Boolean).join(' or ');
}
