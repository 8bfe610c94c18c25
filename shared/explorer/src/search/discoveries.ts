import type { KnownCatalog } from '../control/postgres/catalog/known-catalog.ts';
import type { Learnt } from '../model/exploration.ts';

/** What was learnt of the database since it was asked last. */
export interface News {
  readonly learnt: Learnt;
  /** Whether what was told of earlier statements may not hold: the search has to begin anew. */
  readonly isChange: boolean;
}

/** Tells a search what its executor learns of the database. */
export class Discoveries {
  readonly #catalog: KnownCatalog | undefined;
  #changesTold = 0;
  #discoveriesTold = 0;
  /** Whether other executors of the search may have taken as fixed what this one sees moving. */
  #isBesideOthers = false;

  constructor(catalog: KnownCatalog | undefined) {
    this.#catalog = catalog;
  }

  /** Other executors work for the same search, and have to know whatever this one learns. */
  workBesideOthers(): void {
    this.#isBesideOthers = true;
  }

  /** What is new, if anything. */
  news(): News | undefined {
    const catalog = this.#catalog;
    if (!catalog || catalog.discoveries === this.#discoveriesTold) return undefined;
    const { changes, discoveries, learnt } = catalog;
    const isChange = changes !== this.#changesTold || this.#isBesideOthers;
    this.#discoveriesTold = discoveries;
    this.#changesTold = changes;
    return { learnt, isChange };
  }
}
