/** `readFrom`, whose answers are kept: what is read from a text is read once. */
export function remembered<T>(readFrom: (text: string) => T): (text: string) => T {
  const known = new Map<string, T>();
  return (text) => {
    if (known.has(text)) return known.get(text) as T;
    // There is no bound to how many texts carry their values in them.
    if (known.size >= 1000) known.clear();
    const found = readFrom(text);
    known.set(text, found);
    return found;
  };
}
