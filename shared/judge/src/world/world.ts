import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  deposit,
  find,
  list,
  open,
  type Race,
  type Request,
  type StepModule,
  withdraw,
} from '@workbook/course';
import type { Account, OpenAccounts } from '@workbook/domain';
import {
  type Afterwards,
  type ClientPlan,
  clientsInTransaction,
  type FollowUp,
  forgetCall,
  type Judgement,
  lastCallOf,
  openTransactionOf,
  type PreparedRun,
  type PrepareOptions,
  type RunRecord,
  remembersCalls,
  type Scenario,
  yieldPoint,
} from '@workbook/explorer';
import { createApp } from '@workbook/http';
import { placeOfFunction } from '../place-in-code/function-place.ts';
import {
  type Answer,
  type Exchange,
  type Names,
  shortAnswer,
  succeeded,
} from '../verdict/history.ts';
import { type Evidence, findViolation } from '../verdict/oracle.ts';
import { loadStep, placeIn, reasonOf } from './load-step.ts';
import { Bank } from './race-client.ts';
import { SetUpFailed } from './set-up-failed.ts';
import { type Place, Storage } from './storage.ts';

/** The file whose tables are in the database of a place: creating them again would take longer than a run. */
const tablesIn = new WeakMap<Place, string>();

/** How long instances that are not needed any more may take to close. */
const patienceMs = 1000;

/** What a judged run keeps for its picture. */
export interface RaceDetail {
  readonly exchanges: readonly Exchange[];
  readonly final: readonly Account[] | undefined;
}

type SetUp = PrepareOptions['as'];

interface Instance {
  readonly accounts: OpenAccounts;
  readonly bank: Bank;
}

/** One race on one step, as a scenario for the explorer: real instances over real storage. */
export class World implements Scenario<RaceDetail>, AsyncDisposable {
  readonly #race: Race;
  readonly #file: string;
  readonly #place: Place;
  readonly #storage: Storage;
  readonly #stateless: boolean;
  #instances: Instance[] = [];
  #beginning: Account[] = [];
  #copies = 0;
  /** Whether the last run came to its end, so that its instances can be closed in good order. */
  #closable = true;
  /** Ways to an outcome that are known to leave nothing behind. */
  readonly #innocuous = new Set<string>();

  private constructor(
    race: Race,
    file: string,
    place: Place,
    storage: Storage,
    stateless: boolean,
  ) {
    this.#stateless = stateless;
    this.#race = race;
    this.#file = file;
    this.#place = place;
    this.#storage = storage;
  }

  static async open(race: Race, file: string, place: Place, stateless = false): Promise<World> {
    const screen = () => yieldPoint('screening', async () => {});
    const storage = await Storage.open(place, screen, race.instances);
    return new World(race, file, place, storage, stateless);
  }

  async prepare({ fresh, as, rest }: PrepareOptions): Promise<PreparedRun<RaceDetail>> {
    if (fresh || this.#instances.length === 0) await this.#beginAgain(as, rest);
    else await this.#storage.restore();
    this.#closable = false;
    this.#lastDefect = undefined;
    const exchanges: Exchange[] = [];
    const names = new Map(this.#beginning.map(({ owner, id }) => [owner, id]));
    const clients = Object.entries(this.#race.clients).map(([name, requests], i): ClientPlan => {
      const all = [requests].flat() as Request[];
      const instance = i % this.#race.instances;
      return {
        name,
        instance,
        stateless: this.#stateless,
        label: all.map(({ label }) => label).join(', then '),
        run: (now) => this.#send(name, instance, all, names, exchanges, now),
      };
    });
    return {
      clients,
      judge: (run, afterwards) => this.#judge(run, exchanges, names, afterwards, as),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#disposeInstances();
    await this.#storage[Symbol.asyncDispose]();
  }

  async #send(
    client: string,
    instance: number,
    requests: readonly Request[],
    names: Map<string, number>,
    exchanges: Exchange[],
    now: () => number,
  ): Promise<void> {
    const etags = new Map<string, string>();
    for (const [i, { call, label }] of requests.entries()) {
      if (i > 0) await yieldPoint(label, async () => {});
      const exchange: Exchange = { client, call, label, calledAt: now() };
      exchanges.push(exchange);
      forgetCall(client);
      const answer = await this.#bank(instance).send(call, names, etags);
      if (call.kind === 'find' && answer.etag) etags.set(call.account, answer.etag);
      exchange.answeredAt = now();
      exchange.answer = answer;
      if (call.kind === 'open' && succeeded(answer))
        names.set(call.owner, (answer.body as Account).id);
    }
  }

  async #judge(
    run: RunRecord,
    exchanges: readonly Exchange[],
    names: Map<string, number>,
    afterwards: Afterwards,
    as: SetUp,
  ): Promise<Judgement<RaceDetail>> {
    const { followUp } = afterwards;
    const refusal = await this.#restart(run.crashedInstances, as);
    if (refusal !== undefined)
      return {
        outcome: 'does not start again',
        violation: `after the crash the service does not start again: ${refusal}`,
        detail: { exchanges, final: undefined },
      };
    const finished = run.ending.kind === 'finished';
    this.#closable = finished;
    const { final, unreadable } = finished ? await this.#readAll(followUp) : {};
    const evidence: Evidence = {
      race: this.#race,
      beginning: this.#beginning,
      exchanges,
      ending: run.ending,
      final,
      turns: run.turns,
      openTransactions: run.openTransactions,
      begunAt: (client) => this.#placed('begun at', openTransactionOf(client)),
      lastSeen: (client) => this.#lastSeen(client, exchanges),
      ...(unreadable === undefined ? {} : { unreadable }),
      defect: causeText(this.#lastDefect),
    };
    const outcome = describeOutcome(evidence);
    const violation =
      findViolation(evidence) ??
      (final && (await this.#findStale(run, exchanges, final, afterwards))) ??
      (final && (await this.#findPoison(`${outcome}; ${mishapsOf(run)}`, final, names, followUp)));
    if (violation !== undefined) await this.#storage.checkAlone();
    // A pool waits for its connections, and nobody gives this one back.
    if (clientsInTransaction().length > 0) this.#closable = false;
    const detail: RaceDetail = { exchanges, final };
    return { outcome, detail, restarted: true, ...(violation === undefined ? {} : { violation }) };
  }

  /**
   * Starts crashed instances again, with nothing but what has survived, and with new module state.
   * Returns why one does not start: it has started before, so the crash has left what it cannot read.
   */
  async #restart(crashed: readonly number[], as: SetUp): Promise<string | undefined> {
    if (crashed.length === 0) return undefined;
    this.#copies += 1;
    if (crashed.length === this.#race.instances) await this.#storage.moveFolder();
    try {
      for (const instance of crashed) this.#instances[instance] = await this.#start(instance, as);
      return undefined;
    } catch (error) {
      if (!(error instanceof SetUpFailed)) throw error;
      return reasonOf(error.cause);
    }
  }

  /** The accounts as they are now, or what whoever asks for them is answered; neither without an answer. */
  async #readAll(
    followUp: FollowUp,
  ): Promise<Pick<Evidence, 'unreadable'> & Partial<Pick<Evidence, 'final'>>> {
    const [exchange] = await this.#afterwards([list()], 0, new Map(), followUp);
    const answer = exchange?.answer;
    if (!answer) return {};
    if (succeeded(answer)) return { final: answer.body as Account[] };
    const { detail = '' } = answer.body as { detail?: string };
    return { unreadable: `${shortAnswer(answer)} ${detail}`.trim() };
  }

  /**
   * What a cache says when the run is over. It must be what the database says; after a fault it may
   * be an earlier truth, for as long as the race allows, but never what was not true at any time.
   */
  async #findStale(
    run: RunRecord,
    exchanges: readonly Exchange[],
    final: readonly Account[],
    { followUp, passTime }: Afterwards,
  ): Promise<string | undefined> {
    if (!this.#storage.hasRedis) return undefined;
    const ids = new Map(final.map(({ owner, id }) => [owner, id]));
    const { staleForMs = 0 } = this.#race;
    const struck = run.turns.some(({ move }) => move.fault !== undefined);
    const mayBeStale = struck && staleForMs > 0;
    const says = async (owner: string) => {
      const [exchange] = await this.#afterwards([find(owner)], 0, ids, followUp);
      return (exchange?.answer?.body as Account | null)?.balance;
    };
    for (const { owner, balance } of final) {
      const truths = [...this.#beginning, ...exchanges.flatMap(committedIn)].filter(
        (account) => account.owner === owner,
      );
      const first = await says(owner);
      if (first === balance) continue;
      if (!mayBeStale) return `${owner} holds ${balance}, but a reader is told ${first}`;
      if (!truths.some((account) => account.balance === first))
        return `a reader is told that ${owner} holds ${first}, which was never true`;
      await passTime(staleForMs);
      const later = await says(owner);
      if (later !== balance)
        return `${owner} holds ${balance}, but ${staleForMs / 1000} s later a reader is still told ${later}`;
    }
    return undefined;
  }

  /**
   * What a run has done to the requests after it: whatever is in the accounts can be withdrawn to
   * the last unit, by every instance, and be put back. Asked once for each way in which the clients
   * came to an outcome, whatever the order between them was.
   */
  async #findPoison(
    way: string,
    final: readonly Account[],
    names: Map<string, number>,
    followUp: FollowUp,
  ): Promise<string | undefined> {
    if (this.#innocuous.has(way)) return undefined;
    // An account whose opening was never answered is there all the same.
    const ids = new Map([...names, ...final.map(({ owner, id }) => [owner, id] as const)]);
    const usedIds = new Set(ids.values());
    for (let instance = 0; instance < this.#race.instances; instance += 1) {
      const requests = final
        .filter(({ balance }) => balance > 0)
        .flatMap(({ owner, balance }) => [withdraw(owner, balance), deposit(owner, balance)]);
      requests.push(open(`newcomer ${instance + 1}`, 0));
      const exchanges = await this.#afterwards(requests, instance, ids, followUp);
      const refused = exchanges.find(({ answer }) => !answer || !succeeded(answer));
      if (refused) {
        const place = refused.answer ? '' : this.#lastSeen('Z', exchanges);
        return `afterwards, with nobody else there, "${refused.label}" gets ${shortAnswer(refused.answer)}${place}: something was left behind`;
      }
      const [newcomer] = exchanges.slice(-1).map(({ answer }) => answer?.body as Account);
      const { id } = newcomer as Account;
      if (usedIds.has(id)) return `afterwards, a new account is given the id ${id}, which is taken`;
      usedIds.add(id);
    }
    this.#innocuous.add(way);
    return undefined;
  }

  /** Sends requests when the race is over, as a client of their own. */
  async #afterwards(
    requests: readonly Request[],
    instance: number,
    names: Map<string, number>,
    followUp: FollowUp,
  ): Promise<Exchange[]> {
    const exchanges: Exchange[] = [];
    const ending = await followUp({
      name: 'Z',
      instance,
      label: 'afterwards',
      run: (now) => this.#send('Z', instance, requests, names, exchanges, now),
    });
    if (ending.kind !== 'finished') this.#closable = false;
    return exchanges;
  }

  /** ` (begun at accounts.ts:7)`: the innermost line of a stack that is in the code under test. */
  #placed(what: string, stack = ''): string {
    const place = placeIn(stack, dirname(this.#file));
    return place === undefined ? '' : ` (${what} ${place})`;
  }

  /**
   * ` (last seen at accounts.ts:7)`: where a client has asked for its last operation. Of one that has
   * not asked for any, only the method that it has called is known.
   */
  #lastSeen(client: string, exchanges: readonly Exchange[]): string {
    const seen = this.#placed('last seen at', lastCallOf(client));
    if (seen !== '' || !remembersCalls()) return seen;
    const kind = exchanges.findLast((one) => one.client === client && !one.answer)?.call.kind;
    const method = kind && this.#instances[0]?.accounts[kind];
    return method ? this.#placed(`somewhere in ${kind}, at`, placeOfFunction(method)) : '';
  }

  #bank(instance: number): Bank {
    return (this.#instances[instance] as Instance).bank;
  }

  /** Everything new: empty storage, new instances, the accounts opened by the first of them. */
  async #beginAgain(as: SetUp, rest: PrepareOptions['rest']): Promise<void> {
    await this.#disposeInstances();
    this.#copies += 1;
    if (tablesIn.get(this.#place) !== this.#file) {
      const { createSchema } = await as(0, () => this.#load(0));
      await createSchema?.(this.#storage.resourcesOf(0)).catch(setUpFailed('createSchema'));
      tablesIn.set(this.#place, this.#file);
    }
    await this.#storage.clear();
    for (let instance = 0; instance < this.#race.instances; instance += 1) {
      this.#instances.push(await this.#start(instance, as));
    }
    this.#beginning = [];
    for (const [owner, opening] of Object.entries(this.#race.accounts)) {
      const answer = await this.#mustSucceed(
        { call: { kind: 'open', owner, opening }, label: `open ${owner} with ${opening}` },
        as,
      );
      this.#beginning.push(answer.body as Account);
    }
    const names = new Map(this.#beginning.map(({ owner, id }) => [owner, id]));
    for (const request of this.#race.before ?? []) await this.#mustSucceed(request, as, names);
    if (this.#race.before)
      this.#beginning = (await this.#mustSucceed(list(), as)).body as Account[];
    await rest();
    await this.#storage.take();
  }

  async #mustSucceed(
    { call, label }: Request,
    as: SetUp,
    names: Names = new Map(),
  ): Promise<Answer> {
    const answer = await as(0, () => this.#bank(0).send(call, names));
    if (!succeeded(answer))
      throw new SetUpFailed(
        `before the race has begun, "${label}" was answered ${shortAnswer(answer)}${causeText(this.#lastDefect)}`,
      );
    return answer;
  }

  #lastDefect: unknown;

  async #load(instance: number): Promise<StepModule> {
    return loadStep(this.#file, `${instance}.${this.#copies}`);
  }

  async #start(instance: number, as: SetUp): Promise<Instance> {
    const { createAccounts } = await as(instance, () => this.#load(instance));
    const accounts = await as(instance, async () =>
      createAccounts(this.#storage.resourcesOf(instance)),
    ).catch(setUpFailed('createAccounts'));
    const app = createApp(accounts, {
      onDefect: (error) => {
        this.#lastDefect = error;
      },
    });
    return { accounts, bank: new Bank(app) };
  }

  async #disposeInstances(): Promise<void> {
    const instances = this.#instances;
    this.#instances = [];
    const closed = Promise.allSettled(
      instances.map(({ accounts }) => accounts[Symbol.asyncDispose]?.()),
    );
    // What is stuck would wait for itself, and so does a pool for a connection that nobody gives back.
    if (this.#closable) await Promise.race([closed, delay(patienceMs)]);
  }
}

/** Tells of what the code under test throws before there is anything to be judged. */
function setUpFailed(name: keyof StepModule) {
  return (error: unknown): never => {
    throw new SetUpFailed(`${name}(resources) throws: ${reasonOf(error)}`, { cause: error });
  };
}

/** The answers and the end in one line, in an order that does not depend on the schedule. */
function describeOutcome({ race, exchanges, ending, final }: Evidence): string {
  const answers = Object.keys(race.clients).map((client) => {
    const own = exchanges.filter((exchange) => exchange.client === client);
    return `${client} ${own.map(({ answer }) => shortAnswer(answer)).join(', ') || 'not begun'}`;
  });
  const end = final
    ? final.map(({ owner, balance }) => `${owner} ${balance}`).join(', ') || 'no accounts'
    : ending.kind;
  return `${answers.join('; ')} → ${end}`;
}

/** What an answer to a change says of the accounts: once, it was true. */
function committedIn({ call, answer }: Exchange): readonly Account[] {
  if (!answer || !succeeded(answer)) return [];
  if (call.kind === 'transfer') return Object.values(answer.body as Record<string, Account>);
  return call.kind === 'deposit' || call.kind === 'withdraw' ? [answer.body as Account] : [];
}

/** What failed for each client, in a form that does not depend on the order between them. */
function mishapsOf({ turns }: RunRecord): string {
  return turns
    .filter(({ move, reply }) => move.fault !== undefined || reply?.error !== undefined)
    .map(({ client, text, move, reply }) => `${client} ${move.fault ?? reply?.error?.code} ${text}`)
    .sort()
    .join('; ');
}

function causeText(error: unknown): string {
  return error === undefined ? '' : `: ${reasonOf(error)}`;
}
