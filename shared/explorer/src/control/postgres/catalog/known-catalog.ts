import { type Catalog, unknownCatalog } from './catalog.ts';

/** What one search knows of its database. It is read once, when the database is at its first beginning. */
export class KnownCatalog {
  readonly #read: (() => Promise<Catalog>) | undefined;
  #current: Catalog | undefined;
  #hasChanged = false;

  /** @param read Reads it; without it, nothing is ever known. */
  constructor(read?: () => Promise<Catalog>) {
    this.#read = read;
  }

  /** What is known now. */
  get current(): Catalog {
    return this.#current ?? unknownCatalog;
  }

  /** Whether the code under test has changed tables: from then on, nothing is known. */
  get hasChanged(): boolean {
    return this.#hasChanged;
  }

  /** Reads the catalog, the first time. Throws what `pg` throws. */
  async learn(): Promise<void> {
    this.#current ??= await this.#read?.();
  }

  /** The code under test creates, alters or drops something: what was read may not hold any more. */
  forget(): void {
    this.#current = unknownCatalog;
    this.#hasChanged = true;
  }
}
