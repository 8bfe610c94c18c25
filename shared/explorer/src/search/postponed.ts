import { type Branch, changesOfClient } from './frontier.ts';

/**
 * An operation of a client, by how many turns the client has had before it: one that conflicts with another client's,
 * and whether that could have come before it.
 */
export type Met = readonly [client: string, turns: number, isRace: boolean];

/**
 * Branches that would only repeat known orders, as far as is known. A client that sleeps wakes up when another one does
 * what conflicts with its operation, and could have done so before it. Where no run has shown such a race, a branch in
 * which the client sleeps is put off until one does (Flanagan and Godefroid, 2005). Where a fault may strike between any
 * two turns, none is.
 */
export class Postponed {
  #isUsed: boolean;
  readonly #met: Set<string>;
  readonly #raced: Set<string>;
  #branches: readonly Branch[];
  /** All branches so far, in the order in which they were found. */
  readonly #found = new Map<Branch, number>();

  /** @param left What another search has put off, and seen. */
  constructor(mayBeUsed: boolean, { isUsed, branches, met, raced }: LeftOver = nothingLeft) {
    this.#isUsed = mayBeUsed && isUsed;
    this.#branches = branches;
    this.#met = new Set(met);
    this.#raced = new Set(raced);
  }

  /** All that another search needs to go on with. */
  get left(): LeftOver {
    const [met, raced] = [[...this.#met], [...this.#raced]];
    return { isUsed: this.#isUsed, branches: this.#branches, met, raced };
  }

  /** A run has shown what meets, and passed these branches by. Returns those that are to be run now. */
  sift(branches: readonly Branch[], met: readonly Met[]): readonly Branch[] {
    for (const branch of branches) this.#found.set(branch, this.#found.size);
    if (branches.some(strikes)) this.#isUsed = false;
    for (const [client, turns, isRace] of met) {
      this.#met.add(`${client} ${turns}`);
      if (isRace) this.#raced.add(`${client} ${turns}`);
    }
    const all = [...this.#branches, ...branches];
    this.#branches = all.filter((branch) => this.#mayBePutOff(branch));
    return all.filter((branch) => !this.#branches.includes(branch));
  }

  /**
   * Something has failed in this branch, and may be easier to read in one that was found before, and put off: with one
   * change of client, where the two conflict. Returns the first such branch, which is to be run now.
   */
  easierThan(branch: Branch): Branch | undefined {
    const changes = changesOfClient(branch.prefix);
    if (changes === 0) return undefined;
    const found = this.#found.get(branch) ?? 0;
    const isEasier = (other: Branch) =>
      changesOfClient(other.prefix) <= 1 && (changes > 1 || (this.#found.get(other) ?? 0) < found);
    const easier = this.#branches.find((one) => isEasier(one) && !isUnknown(one, this.#met));
    this.#branches = this.#branches.filter((one) => one !== easier);
    return easier;
  }

  /** Which victim dies is another thing than what those do that sleep. */
  #mayBePutOff(branch: Branch): boolean {
    const { victim } = branch.prefix.at(-1) ?? {};
    return this.#isUsed && victim === undefined && isUnknown(branch, this.#raced);
  }
}

const strikes = ({ prefix }: Branch) => prefix.some(({ fault }) => fault !== undefined);

/** Whether one of those that sleep is not among the known ones with its next operation. */
function isUnknown({ prefix, sleeping }: Branch, known: ReadonlySet<string>): boolean {
  const turnsOf = (name: string) => prefix.filter(({ client }) => client === name).length;
  return sleeping.some(({ client }) => !known.has(`${client} ${turnsOf(client)}`));
}

/** What a search has put off, and what it has seen. */
export interface LeftOver {
  /** Whether anything may be put off: no fault may strike, as far as is known. */
  readonly isUsed: boolean;
  readonly branches: readonly Branch[];
  /** Each conflict, and each race among them, by the first of the two operations. */
  readonly met: readonly string[];
  readonly raced: readonly string[];
}

const nothingLeft: LeftOver = { isUsed: true, branches: [], met: [], raced: [] };
