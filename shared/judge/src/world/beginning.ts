import { list, open, type Race, type Request } from '@workbook/course';
import type { Account } from '@workbook/domain';
import type { PrepareOptions } from '@workbook/explorer';
import { misshapen } from '../verdict/contract.ts';
import { type Answer, type Names, shortAnswer, succeeded } from '../verdict/history.ts';
import type { Instances } from './instances.ts';
import type { KeptConnections } from './kept-connections.ts';
import type { Recorded } from './postgres-snapshot.ts';
import { SetUpFailed } from './set-up-failed.ts';
import type { OwnStorageUrls, Storage } from './storage.ts';

/**
 * The file whose tables are in a database, as creating them again would take longer than a run, and what they held when
 * they were made.
 */
const tablesIn = new WeakMap<OwnStorageUrls, { readonly file: string; readonly made?: Recorded }>();

type SetUp = Pick<PrepareOptions, 'as' | 'rest'>;

/** What every run of a race begins with: the accounts that were opened, and what was done before. */
export class Beginning {
  readonly #race: Race;
  readonly #file: string;
  readonly #urls: OwnStorageUrls;
  /** Those of earlier races, where code that keeps nothing in memory cannot tell how they have come about. */
  readonly #known: KeptConnections['beginnings'] | undefined;
  #accounts: readonly Account[] = [];

  /** @param known What earlier races have begun with, where this one may begin like them. */
  constructor(
    race: Race,
    file: string,
    urls: OwnStorageUrls,
    known?: KeptConnections['beginnings'],
  ) {
    this.#race = race;
    this.#file = file;
    this.#urls = urls;
    this.#known = known;
  }

  /** The accounts that there are. */
  get accounts(): readonly Account[] {
    return this.#accounts;
  }

  /** Their ids, by their names. */
  get ids(): Names {
    return new Map(this.#accounts.map(({ owner, id }) => [owner, id]));
  }

  /**
   * Makes everything new, and records it: empty storage, new instances, the accounts opened by the
   * first of them; or storage as an earlier race has found it after that. Throws `CannotLoad` or `SetUpFailed` where the
   * code does not do this much.
   */
  async make(
    instances: Pick<Instances, 'stop' | 'createSchema' | 'start' | 'clientOf' | 'defect'>,
    storage: Pick<Storage, 'clear' | 'hasTables' | 'made' | 'record' | 'standAs'>,
    { as, rest }: SetUp,
  ): Promise<void> {
    await instances.stop();
    if (tablesIn.get(this.#urls)?.file !== this.#file) {
      const hadTables = await storage.hasTables();
      await instances.createSchema(as);
      const made = hadTables ? undefined : await storage.made();
      tablesIn.set(this.#urls, { file: this.#file, ...(made && { made }) });
    }
    const { accounts, before, beforeMs } = this.#race;
    const key = JSON.stringify([this.#file, accounts, before, beforeMs]);
    const known = this.#known?.get(key);
    await storage.clear(tablesIn.get(this.#urls)?.made);
    await instances.start(as);
    await rest();
    if (known && (await storage.standAs(known.recorded))) {
      this.#accounts = known.accounts;
      return;
    }
    await this.#openAccounts(instances, as);
    await rest();
    const recorded = await storage.record();
    if (recorded) this.#known?.set(key, { accounts: this.#accounts, recorded });
  }

  /** Asks for all that comes before the race. */
  async #openAccounts(
    instances: Pick<Instances, 'clientOf' | 'defect'>,
    as: SetUp['as'],
  ): Promise<void> {
    let asked = 0;
    const ask = async ({ call, label, ...request }: Request): Promise<Answer> => {
      asked += 1;
      const key = request.key === false ? undefined : (request.key ?? `before-${asked}`);
      const answer = await as(0, () => instances.clientOf(0).send(call, this.ids, { key }));
      const wrongForm = misshapen(call, answer);
      if (succeeded(answer) && wrongForm === undefined) return answer;
      throw new SetUpFailed(
        wrongForm === undefined
          ? `before the race has begun, "${label}" was answered ${shortAnswer(answer)}${instances.defect}`
          : `before the race has begun, the answer to "${label}" should have ${wrongForm}`,
      );
    };
    this.#accounts = [];
    for (const [name, opening] of Object.entries(this.#race.accounts)) {
      const account = (await ask(open(name, opening))).body as Account;
      this.#accounts = [...this.#accounts, account];
    }
    for (const request of this.#race.before ?? []) await ask(request);
    if (this.#race.before) this.#accounts = (await ask(list())).body as Account[];
  }
}
