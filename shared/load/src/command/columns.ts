/**
 * Writes the cells of a line below each other, each as wide as its column; what follows begins
 * after them.
 */
export function inColumns(widths: readonly number[]): (texts: readonly string[]) => string {
  return (texts) => texts.map((text, i) => text.padEnd(widths[i] ?? 0)).join('');
}
