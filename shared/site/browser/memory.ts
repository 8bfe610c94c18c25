/** What the reader has done, by its name; null where nothing is kept, or the browser keeps nothing. */
export function remembered(name: string): string | null {
  try {
    return localStorage.getItem(`workbook.${name}`);
  } catch {
    return null;
  }
}

/** Keeps what the reader has done, for this browser only. */
export function remember(name: string, value: string): void {
  try {
    localStorage.setItem(`workbook.${name}`, value);
  } catch {
    // A browser may keep nothing for pages that lie in a folder: they work without.
  }
}
