/** Everything that instances hold open, one registry for each kind of thing. */
const registries = new Set<{ dropOf(instance: number): void }>();

/** A crash of an instance: whatever it holds open is dropped, as the operating system would. */
export function dropAllOf(instance: number): void {
  for (const registry of registries) registry.dropOf(instance);
}

/** What instances of controlled code hold open, of one kind: sessions, connections, files. */
export class Held<Thing> implements Iterable<Thing> {
  readonly #ownerOf = new Map<Thing, number>();
  readonly #drop: (thing: Thing) => void;

  /** `drop` ends a thing without a goodbye. */
  constructor(drop: (thing: Thing) => void) {
    this.#drop = drop;
    registries.add(this);
  }

  [Symbol.iterator](): Iterator<Thing> {
    return this.#ownerOf.keys();
  }

  /** An instance has opened a thing, or goes on to use one that another instance has opened. */
  add(thing: Thing, instance: number): void {
    this.#ownerOf.set(thing, instance);
  }

  /** The thing is closed, in good order. */
  remove(thing: Thing): void {
    this.#ownerOf.delete(thing);
  }

  dropOf(instance: number): void {
    for (const [thing, owner] of this.#ownerOf) if (owner === instance) this.drop(thing);
  }

  dropAll(): void {
    for (const thing of this.#ownerOf.keys()) this.drop(thing);
  }

  drop(thing: Thing): void {
    this.#ownerOf.delete(thing);
    this.#drop(thing);
  }
}
