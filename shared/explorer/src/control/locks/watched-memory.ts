/**
 * What libraries that are watched have looked up or changed in the memory that they keep for the code under test, in the
 * turn that is under way: each thing by its name, for all clients together.
 */
const used = new Set<string>();

/** A library looks up, or changes, what it keeps under this name. */
export function noteMemoryUse(name: string): void {
  used.add(name);
}

/** What was used since this was last asked, or since a run began. */
export function takeMemoryUses(): readonly string[] {
  const names = [...used];
  used.clear();
  return names;
}

/** A run begins: what was used before is none of its turns' doing. */
export function forgetMemoryUses(): void {
  used.clear();
}
