import { type Branch, changesOfClient } from './frontier.ts';

/**
 * An operation of a client, by how many turns the client has had before it: one that conflicts with another client's,
 * and whether that could have come before it.
 */
export type Met = readonly [client: string, turns: number, isRace: boolean];

/**
 * Branches that would only repeat known orders, as far as is known. A client that sleeps wakes up when another one does
 * what conflicts with its operation, and could have done so before it. Where no run has shown such a race, a branch in
 * which the client sleeps is put off until one does (Flanagan and Godefroid, 2005). With one change of client, it is
 * enough that the two conflict: what fails there is the easiest to read, and is to be found first.
 */
export class Postponed {
  readonly #isUsed: boolean;
  readonly #met: Set<string>;
  readonly #raced: Set<string>;
  #branches: readonly Branch[];

  /** @param left What another search has put off, and seen. */
  constructor(isUsed: boolean, { branches, met, raced }: LeftOver = nothingLeft) {
    this.#isUsed = isUsed;
    this.#branches = branches;
    this.#met = new Set(met);
    this.#raced = new Set(raced);
  }

  /** All that another search needs to go on with. */
  get left(): LeftOver {
    return { branches: this.#branches, met: [...this.#met], raced: [...this.#raced] };
  }

  /** A run has shown what meets, and passed these branches by. Returns those that are to be run now. */
  sift(branches: readonly Branch[], met: readonly Met[]): readonly Branch[] {
    if (!this.#isUsed) return branches;
    for (const [client, turns, isRace] of met) {
      this.#met.add(`${client} ${turns}`);
      if (isRace) this.#raced.add(`${client} ${turns}`);
    }
    const all = [...this.#branches, ...branches];
    this.#branches = all.filter((branch) => this.#mayBePutOff(branch));
    return all.filter((branch) => !this.#branches.includes(branch));
  }

  /** What a fault does, and which victim dies, is another thing than what those do that sleep. */
  #mayBePutOff({ prefix, sleeping }: Branch): boolean {
    const { fault, victim } = prefix.at(-1) ?? {};
    if (fault !== undefined || victim !== undefined) return false;
    const turnsOf = (name: string) => prefix.filter(({ client }) => client === name).length;
    const known = changesOfClient(prefix) > 1 ? this.#raced : this.#met;
    return sleeping.some(({ client }) => !known.has(`${client} ${turnsOf(client)}`));
  }
}

/** What a search has put off, and what it has seen. */
export interface LeftOver {
  readonly branches: readonly Branch[];
  /** Each conflict, and each race among them, by the first of the two operations. */
  readonly met: readonly string[];
  readonly raced: readonly string[];
}

const nothingLeft: LeftOver = { branches: [], met: [], raced: [] };
