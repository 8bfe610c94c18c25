import type { Learnt } from '../../../model/exploration.ts';
import type { RowKey } from '../../../model/footprint.ts';
import type { Moves } from '../sql/moves.ts';
import { readInOrder } from '../sql/order-of-rows.ts';
import { type Catalog, unknownCatalog } from './catalog.ts';

/** What one search knows of its database. It is read once, when the database is at its first beginning. */
export class KnownCatalog {
  readonly #read: (() => Promise<Catalog>) | undefined;
  #contents: Catalog | undefined;
  #current: Catalog | undefined;
  #changes = 0;
  #discoveries = 0;
  #isForgotten = false;
  #locksTables = false;
  #breaksTurns = false;
  #asked: Learnt['asked'] = {};
  readonly #takesTurns: boolean;
  readonly #moved = new Set<string>();

  /**
   * @param read Reads it; without it, nothing is ever known.
   * @param takesTurns Whether a session that asks for rows in turn is taken to ask when they have been given back, until
   *   that is seen to matter.
   */
  constructor(read?: () => Promise<Catalog>, { takesTurns = false } = {}) {
    this.#read = read;
    this.#takesTurns = takesTurns;
  }

  /** What is known now. */
  get current(): Catalog {
    return this.#current ?? unknownCatalog;
  }

  /** How often something was learnt by which what was told of earlier statements may not hold. */
  get changes(): number {
    return this.#changes;
  }

  /** How often something was learnt, if only what statements will be told. */
  get discoveries(): number {
    return this.#discoveries;
  }

  /** What was learnt since it was read. */
  get learnt(): Learnt {
    return {
      moved: [...this.#moved],
      locksTables: this.#locksTables,
      isForgotten: this.#isForgotten,
      breaksTurns: this.#breaksTurns,
      asked: this.#asked,
    };
  }

  /** Takes what another one has learnt of a database of the same kind. */
  know({ moved, locksTables, isForgotten, breaksTurns, asked }: Learnt): void {
    for (const one of moved) this.#moved.add(one);
    this.#locksTables ||= locksTables;
    this.#isForgotten ||= isForgotten;
    this.#breaksTurns ||= breaksTurns;
    this.#asked = { ...this.#asked, ...asked };
    this.#current = this.#put(this.#contents);
  }

  /** Reads the catalog, the first time. Throws what `pg` throws. */
  async learn(): Promise<void> {
    if (this.#contents) return;
    this.#contents = await this.#read?.();
    this.#current = this.#put(this.#contents);
  }

  /** The code under test creates, alters or drops something: what was read may not hold any more. */
  forget(): void {
    this.#learn({ ...nothing, isForgotten: true });
  }

  /** A statement is done. Rows that were told apart by a column that it has moved are not told apart any more. */
  note(moves: Moves): void {
    this.#learn({ ...nothing, ...moves });
  }

  /** Sessions that ask for rows in turn have met in a deadlock, or one has failed: then it matters when they ask. */
  noteBrokenTurns(): void {
    this.#learn({ ...nothing, breaksTurns: true });
  }

  /** The keys of the rows that an operation of this name has asked for in turn, if that is known. */
  askedFor(name: string): readonly RowKey[] | undefined {
    return this.#asked[name];
  }

  /** An operation has asked for these rows in turn. Where it has asked for others before, what it waits for is not known. */
  noteAsked(name: string, rows: readonly RowKey[]): void {
    const known = this.askedFor(name);
    if (!known) this.#learn({ ...nothing, asked: { [name]: rows } });
    else if (JSON.stringify(known) !== JSON.stringify(rows)) this.noteBrokenTurns();
  }

  /** A statement that looks at what a run has left: it may show in what order rows lie. */
  noteLook(statement: string): void {
    this.note({ moved: readInOrder(statement, this.current), locksTables: false });
  }

  #learn(more: Learnt): void {
    const moved = more.moved.filter((one) => !this.#moved.has(one));
    const isAnotherKind =
      (more.locksTables && !this.#locksTables) ||
      (more.isForgotten && !this.#isForgotten) ||
      (more.breaksTurns && !this.#breaksTurns);
    const isNews = moved.length > 0 || Object.keys(more.asked).length > 0;
    if (!isNews && !isAnotherKind) return;
    const contents = this.#contents;
    this.know(more);
    this.#discoveries += 1;
    if (isAnotherKind || moved.some((one) => contents?.hasTakenAsFixed(one))) this.#changes += 1;
  }

  #put(contents: Catalog | undefined): Catalog | undefined {
    if (this.#isForgotten) return unknownCatalog;
    const known = contents?.withMoved(new Set(this.#moved));
    const inTurns = this.#takesTurns && !this.#breaksTurns ? known?.withTurns() : known;
    return this.#locksTables ? inTurns?.withLockedTables() : inTurns;
  }
}

const nothing: Learnt = {
  moved: [],
  locksTables: false,
  isForgotten: false,
  breaksTurns: false,
  asked: {},
};
