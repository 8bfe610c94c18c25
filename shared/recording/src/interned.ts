/** Things that are kept once, however often they come: each is known by its place. */
export class Interned<T> {
  readonly all: T[] = [];
  readonly #places = new Map<string, number>();

  /** The place of a thing that looks the same. */
  add(thing: T): number {
    const key = JSON.stringify(thing);
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    this.#places.set(key, this.all.length);
    return this.all.push(thing) - 1;
  }
}
