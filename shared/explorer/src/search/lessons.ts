import type { KnownCatalog } from '../control/postgres/catalog/known-catalog.ts';
import type { Learnt } from '../model/exploration.ts';

/** What was learnt of the database since it was asked last. */
export interface News {
  readonly learnt: Learnt;
  /** Whether what was told of earlier statements may not hold: the search has to begin anew. */
  readonly isChange: boolean;
}

/** Tells a search what its executor learns of the database. */
export class Lessons {
  readonly #catalog: KnownCatalog | undefined;
  #changesTold = 0;
  #lessonsTold = 0;
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
    const { changes, lessons, learnt } = this.#catalog ?? nothing;
    if (lessons === this.#lessonsTold) return undefined;
    const isChange = changes !== this.#changesTold || this.#isBesideOthers;
    this.#lessonsTold = lessons;
    this.#changesTold = changes;
    return { learnt, isChange };
  }
}

const nothing = {
  changes: 0,
  lessons: 0,
  learnt: { moved: [], locksTables: false, isForgotten: false },
};
