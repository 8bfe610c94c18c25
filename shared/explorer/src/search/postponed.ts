import type { Branch } from './frontier.ts';

/** An operation of a client, by how many turns the client has had before it. */
export type Raced = readonly [client: string, turns: number];

/**
 * Branches that would only repeat known orders, as far as is known. A client that sleeps wakes up when another one does
 * what conflicts with its operation, and could have done so before it. Where no run has shown such a race, a branch in
 * which the client sleeps is put off until one does (Flanagan and Godefroid, 2005).
 */
export class Postponed {
  readonly #isUsed: boolean;
  readonly #raced: Set<string>;
  #branches: readonly Branch[];

  /** @param left What another search has put off, and seen. */
  constructor(isUsed: boolean, { branches, raced }: LeftOver = { branches: [], raced: [] }) {
    this.#isUsed = isUsed;
    this.#branches = branches;
    this.#raced = new Set(raced);
  }

  /** All that another search needs to go on with. */
  get left(): LeftOver {
    return { branches: this.#branches, raced: [...this.#raced] };
  }

  /** A run has shown these races, and passed these branches by. Returns those that are to be run now. */
  sift(branches: readonly Branch[], raced: readonly Raced[]): readonly Branch[] {
    if (!this.#isUsed) return branches;
    for (const one of raced) this.#raced.add(one.join(' '));
    const all = [...this.#branches, ...branches];
    this.#branches = all.filter((branch) => this.#mayBePutOff(branch));
    return all.filter((branch) => !this.#branches.includes(branch));
  }

  /** What a fault does, and which victim dies, is another thing than what those do that sleep. */
  #mayBePutOff({ prefix, sleeping }: Branch): boolean {
    const { fault, victim } = prefix.at(-1) ?? {};
    if (fault !== undefined || victim !== undefined) return false;
    const turnsOf = (name: string) => prefix.filter(({ client }) => client === name).length;
    return sleeping.some(({ client }) => !this.#raced.has(`${client} ${turnsOf(client)}`));
  }
}

/** What a search has put off, and what it has seen. */
export interface LeftOver {
  readonly branches: readonly Branch[];
  /** Each race by the first of the two operations. */
  readonly raced: readonly string[];
}
