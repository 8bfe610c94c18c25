import type { ExploreOptions } from '../model/options.ts';
import { type Branch, changesOfClient, comesBefore } from './frontier.ts';

/**
 * An operation of a client, by how many turns the client has had before it: one that conflicts with another client's,
 * and whether that could have come before it.
 */
export type Met = readonly [client: string, turns: number, isRace: boolean];

/**
 * Branches that would only repeat known orders, as far as is known. A client that sleeps wakes up when another one does
 * what conflicts with its operation, and could have done so before it. Where no run has shown such a race, a branch in
 * which the client sleeps is put off until one does (Flanagan and Godefroid, 2005). Where a fault may strike between any
 * two turns, none is. Where runs are kept, one with one change of client waits for a conflict only: it does no harm there,
 * and what was recorded is the same again.
 */
export class Postponed {
  #isUsed: boolean;
  readonly #keepsRuns: boolean;
  readonly #met: Set<string>;
  readonly #raced: Set<string>;
  #branches: readonly Branch[];
  /** How many branches were found so far. */
  #found: number;

  /** @param left What another search has put off, and seen. */
  constructor(
    { executesAll = false, keepsRuns = false, faults = [] }: HowToSearch,
    left: LeftOver = nothingLeft,
  ) {
    const { isUsed, branches, found, met, raced } = left;
    this.#found = found;
    this.#keepsRuns = keepsRuns;
    this.#isUsed = isUsed && !executesAll && !(keepsRuns && faults.length > 0);
    this.#branches = branches;
    this.#met = new Set(met);
    this.#raced = new Set(raced);
  }

  /** All that another search needs to go on with. */
  get left(): LeftOver {
    const [met, raced] = [[...this.#met], [...this.#raced]];
    return { isUsed: this.#isUsed, branches: this.#branches, found: this.#found, met, raced };
  }

  /** A run has shown what meets, and passed these branches by. Returns those that are to be run now. */
  sift(found: readonly Branch[], met: readonly Met[]): readonly Branch[] {
    const branches = this.#keepsRuns
      ? found
      : found.map((branch, i) => ({ ...branch, order: this.#found + i }));
    this.#found += branches.length;
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
   * change of client, where the two conflict. Returns all such branches, which are to be run now.
   */
  easierThan(branch: Branch): readonly Branch[] {
    const easier = this.#branches.filter(
      (one) =>
        changesOfClient(one.prefix) <= 1 && comesBefore(one, branch) && !isUnknown(one, this.#met),
    );
    this.#branches = this.#branches.filter((one) => !easier.includes(one));
    return easier;
  }

  /** Which victim dies is another thing than what those do that sleep. */
  #mayBePutOff(branch: Branch): boolean {
    const { victim } = branch.prefix.at(-1) ?? {};
    const known = this.#keepsRuns && changesOfClient(branch.prefix) <= 1 ? this.#met : this.#raced;
    return this.#isUsed && victim === undefined && isUnknown(branch, known);
  }
}

const strikes = ({ prefix }: Branch) => prefix.some(({ fault }) => fault !== undefined);

/** Whether one of those that sleep is not among the known ones with its next operation. */
function isUnknown({ prefix, sleeping }: Branch, known: ReadonlySet<string>): boolean {
  const turnsOf = (name: string) => prefix.filter(({ client }) => client === name).length;
  return sleeping.some(({ client }) => !known.has(`${client} ${turnsOf(client)}`));
}

type HowToSearch = Pick<ExploreOptions, 'executesAll' | 'keepsRuns' | 'faults'>;

/** What a search has put off, and what it has seen. */
export interface LeftOver {
  /** Whether anything may be put off: no fault may strike, as far as is known. */
  readonly isUsed: boolean;
  readonly branches: readonly Branch[];
  /** How many branches were found. */
  readonly found: number;
  /** Each conflict, and each race among them, by the first of the two operations. */
  readonly met: readonly string[];
  readonly raced: readonly string[];
}

const nothingLeft: LeftOver = { isUsed: true, branches: [], found: 0, met: [], raced: [] };
