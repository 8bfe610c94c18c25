import type { Moves } from '../sql/moves.ts';
import { type Catalog, unknownCatalog } from './catalog.ts';

/** What one search knows of its database. It is read once, when the database is at its first beginning. */
export class KnownCatalog {
  readonly #read: (() => Promise<Catalog>) | undefined;
  #current: Catalog | undefined;
  #changes = 0;
  #isForgotten = false;
  readonly #relied = new Set<string>();
  readonly #moved = new Set<string>();

  /** @param read Reads it; without it, nothing is ever known. */
  constructor(read?: () => Promise<Catalog>) {
    this.#read = read;
  }

  /** What is known now. */
  get current(): Catalog {
    return this.#current ?? unknownCatalog;
  }

  /** How often something was learnt by which what was told of earlier statements may not hold. */
  get changes(): number {
    return this.#changes;
  }

  /** Reads the catalog, the first time. Throws what `pg` throws. */
  async learn(): Promise<void> {
    this.#current ??= await this.#read?.();
  }

  /** The code under test creates, alters or drops something: what was read may not hold any more. */
  forget(): void {
    this.#current = unknownCatalog;
    if (!this.#isForgotten) this.#changes += 1;
    this.#isForgotten = true;
  }

  /** A statement is done. Rows that were told apart by a column that it has moved are not told apart any more. */
  note({ relied, moved, locksTable }: Moves): void {
    if (locksTable && !this.current.hasLockedTables) {
      this.#current = this.current.withLockedTables();
      this.#changes += 1;
    }
    const { current } = this;
    for (const column of relied) this.#relied.add(column);
    const news = moved.filter((column) => !this.#moved.has(column));
    if (news.length === 0) return;
    for (const column of news) this.#moved.add(column);
    if (news.some((column) => this.#reliesOn(column, current))) this.#changes += 1;
    this.#current = current.withMoved(new Set(this.#moved));
  }

  #reliesOn(column: string, current: Catalog): boolean {
    if (column !== '*') return this.#relied.has(column);
    return [...this.#relied].some((one) => !current.isPrimary(one));
  }
}
