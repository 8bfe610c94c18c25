import { dirname } from 'node:path';
import { type Caller, callersOf, list, type Race } from '@workbook/course';
import type { ScreeningRequest } from '@workbook/domain';
import {
  type Afterwards,
  type ClientPlan,
  clientsInTransaction,
  type Judgement,
  type PreparedRun,
  type PrepareOptions,
  type RunRecord,
  type Scenario,
  type Turn,
} from '@workbook/explorer';
import { placeLastSeen, placeOfBegin } from '../place-in-code/place-of-client.ts';
import { placesIn, withoutPlaces } from '../place-in-code/stack.ts';
import { patiently, readAccounts } from '../verdict/aftermath.ts';
import type { Evidence } from '../verdict/evidence.ts';
import {
  type Exchange,
  type FinalAccounts,
  namedByOpenings,
  partOf,
  unansweredBy,
  underWay,
} from '../verdict/history.ts';
import { answeredInTime, withLongWaits } from '../verdict/in-time.ts';
import { findViolation } from '../verdict/oracle.ts';
import { describeOutcome } from '../verdict/outcome.ts';
import type { RaceDetail } from '../verdict/race-detail.ts';
import { violationOf } from '../verdict/violation.ts';
import { AfterRun } from './after-run.ts';
import { Beginning } from './beginning.ts';
import { checkForms } from './check-forms.ts';
import { checkClock, letsTimePass } from './clock-of-the-database.ts';
import { Conversation, speakerOf } from './conversation.ts';
import { type As, Instances } from './instances.ts';
import { checkApart } from './load-step.ts';
import { listsOf } from './look/lists-of.ts';
import type { Look } from './look/look.ts';
import type { Stored } from './look/stored.ts';
import { screenOf } from './screen-of.ts';
import { inOrder, sendsAreFree } from './sends.ts';
import { type OwnStorageUrls, Storage } from './storage.ts';

/**
 * What the explorer leaves to this judge: who hangs is found by `findViolation`, a request that fails
 * has an answer, and code may answer a request out of its own memory.
 */
const judgedHere = ['stuck', 'rejected', 'idle'] as const;

/** What the code under test keeps in memory, as its clients' plans say it. */
type MemoryOfCode = Pick<ClientPlan, 'stateless' | 'memoryIsWatched'>;

/** A run as it is judged: what is known of it, and what requests after it have shown to be wrong. */
interface Judged {
  readonly evidence: Evidence;
  afterwards(): Promise<Parameters<typeof violationOf>[1]>;
}

/** One race on one step, as a scenario for the explorer: real instances over real storage. */
export class World implements Scenario<RaceDetail>, AsyncDisposable {
  readonly #race: Race;
  readonly #folder: string;
  readonly #memory: MemoryOfCode;
  readonly #storage: Storage;
  readonly #instances: Instances;
  readonly #beginning: Beginning;
  /** What the screening was asked in this run. */
  readonly #asked: ScreeningRequest[];
  #conversation: Conversation | undefined;
  /** Whether orders that differ only in when a request is sent end alike. */
  readonly #sendsAreFree: boolean;
  /** What is known of the run that was judged last, and what came afterwards, asked for once. */
  #judged: Judged | undefined;
  readonly #afterRun: AfterRun;
  /** Where clients stand, as it was said of the run that is judged. */
  readonly #places = new Set<string>();

  private constructor(
    race: Race,
    file: string,
    urls: OwnStorageUrls,
    storage: Storage,
    memory: MemoryOfCode,
    asked: ScreeningRequest[],
  ) {
    const { stateless = false } = memory;
    this.#asked = asked;
    this.#race = race;
    this.#folder = dirname(file);
    this.#memory = memory;
    this.#sendsAreFree = stateless && sendsAreFree(callersOf(race));
    this.#storage = storage;
    this.#instances = new Instances(file, race.instances, (one) => storage.resourcesOf(one));
    const known = stateless ? urls.kept?.beginnings : undefined;
    this.#beginning = new Beginning(race, file, urls, known);
    this.#afterRun = new AfterRun(race, storage, this.#instances, this.#beginning, stateless);
  }

  /** Opens storage for `race` on the code in `file`. That loads when the first run is prepared. */
  static async open(
    race: Race,
    file: string,
    urls: OwnStorageUrls,
    memory: MemoryOfCode = {},
  ): Promise<World> {
    const asked: ScreeningRequest[] = [];
    const storage = await Storage.open(urls, screenOf(race, asked), race);
    return new World(race, file, urls, storage, memory, asked);
  }

  async prepare({ fresh, as, rest }: PrepareOptions): Promise<PreparedRun<RaceDetail>> {
    this.#instances.forgetDefect();
    if (fresh || !this.#instances.running) {
      await this.#beginning.make(this.#instances, this.#storage, { as, rest });
      checkApart();
    } else await this.#storage.restore();
    this.#instances.closable = false;
    this.#asked.length = 0;
    this.#afterRun.begin();
    const conversation = new Conversation(this.#beginning.ids);
    this.#conversation = conversation;
    const clients = callersOf(this.#race).map((one) => this.#planOf(one, conversation));
    return {
      clients,
      ...placesIn(this.#folder, (client) => underWay(client, conversation.exchanges)),
      judge: (run, afterwards) => this.#judge(run, conversation, afterwards, as),
      told: () => `${conversation.said} ${this.#asked.length}`,
      ...(this.#sendsAreFree && { judgeInOrder: (run, places) => this.#judgeInOrder(run, places) }),
    };
  }

  #planOf(caller: Caller, conversation: Conversation): ClientPlan {
    const { name, instance, requests, secondTryOf } = caller;
    const label = requests.map((one) => one.label).join(', then ');
    const speaker = speakerOf(caller, this.#race.sendsAgain);
    return {
      name,
      instance,
      ...this.#memory,
      label: secondTryOf === undefined ? label : `again: ${label}`,
      ...(secondTryOf !== undefined && {
        after: {
          client: secondTryOf,
          isNeeded: () => conversation.doneBy(secondTryOf) < requests.length,
        },
      }),
      run: (clock) =>
        conversation.send(
          speaker,
          requests,
          (request) => this.#instances.clientOf(request.instance ?? instance),
          clock,
        ),
    };
  }

  /**
   * What is stored after these turns of a run, at a time of its clock. An instance that `isAnyCode` may wait for ever when
   * it is asked what it has in its memory: it is waited for no longer than code needs that waits for nothing.
   */
  async stored(
    look: Look,
    turns: readonly Turn[],
    nowMs: number,
    isAnyCode = false,
  ): Promise<Stored> {
    const stored = await look.look(turns.at(-1), nowMs, this.#storage.folder);
    if (look.hasServers || stored.files.length > 0) return { ...stored, lists: [] };
    const accountsOf = (instance: number) =>
      this.#instances.clientOf(instance).send(list().call, this.#beginning.ids);
    return { ...stored, lists: await listsOf(this.#race, turns, accountsOf, isAnyCode) };
  }

  /** What the clients of the run that was prepared last have asked, and were answered so far. */
  get exchanges(): readonly Exchange[] {
    return this.#conversation?.exchanges ?? [];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#instances.stop();
    await this.#storage[Symbol.asyncDispose]();
  }

  async #judge(
    run: RunRecord,
    conversation: Conversation,
    { followUp, passTime }: Afterwards,
    as: As,
  ): Promise<Judgement<RaceDetail>> {
    const inTime = answeredInTime(conversation.exchanges, run.ending);
    const exchanges = withLongWaits(inTime, run.turns);
    this.#places.clear();
    checkForms(exchanges);
    const refusal = await this.#restart(run.crashedInstances, as);
    if (refusal !== undefined)
      return {
        outcome: 'does not start again',
        violation: `after the crash the service does not start again: ${refusal}`,
        detail: { beginning: this.#beginning.accounts, exchanges, final: undefined },
      };
    const finished = run.ending.kind === 'finished';
    this.#instances.closable = finished;
    const ask = this.#afterRun.asker(followUp);
    const askPatiently = patiently(ask, passTime);
    const { final: read, unreadable } = finished
      ? await readAccounts(askPatiently, () => this.#instances.defect)
      : {};
    const final = read && namedByOpenings(read, conversation.ids, exchanges);
    const { accounts: beginning } = this.#beginning;
    const evidence: Evidence = {
      race: this.#race,
      beginning,
      exchanges,
      ending: run.ending,
      final,
      unreadable,
      turns: run.turns,
      asked: [...this.#asked],
      openTransactions: run.openTransactions,
      ...(run.unhandled && { unhandled: run.unhandled }),
      begunAt: (client) => placeOfBegin(client, this.#folder),
      lastSeen: (client) => this.#lastSeen(client, exchanges),
      defect: this.#instances.defect,
      ...this.#instances.unwritten,
    };
    const questions = { ask, askPatiently, passTime };
    const lastSeen = (asked: readonly Exchange[]) => this.#lastSeen('Z', asked);
    const afterwards = async (end: FinalAccounts) =>
      await this.#afterRun.wrong(evidence, end, conversation.ids, questions, lastSeen);
    let left: ReturnType<typeof afterwards> | undefined;
    this.#judged = {
      evidence,
      afterwards: async () => final && (await (left ??= afterwards(final))),
    };
    const judgement = await this.#judgementOf(this.#judged);
    // A pool waits for its connections, and nothing gives this one back.
    if (clientsInTransaction().length > 0) this.#instances.closable = false;
    return judgement;
  }

  /** The run that was judged last, with its requests sent at other times. */
  async #judgeInOrder(
    { turns }: RunRecord,
    places: readonly number[],
  ): Promise<Judgement<RaceDetail>> {
    if (!this.#judged) throw new Error('no run was judged');
    const { evidence, afterwards } = this.#judged;
    const exchanges = inOrder(evidence.exchanges, places);
    return await this.#judgementOf({ evidence: { ...evidence, turns, exchanges }, afterwards });
  }

  async #judgementOf({ evidence, afterwards }: Judged): Promise<Judgement<RaceDetail>> {
    const { exchanges, final } = evidence;
    const found =
      findViolation(evidence) ??
      violationOf(this.#race, await afterwards(), this.#instances.unwritten);
    if (found) await this.#storage.checkAlone();
    const { says: violation, ...wrong } = found ?? {};
    return {
      outcome: describeOutcome(evidence),
      // Only runs that are shown know places: without them, one can be compared with a run of the search.
      violation: violation && withoutPlaces(violation, this.#places),
      detail: {
        beginning: evidence.beginning,
        exchanges,
        final,
        violationWithPlaces: violation,
        wrong,
      },
      accepts: judgedHere,
      restarted: true,
      ...(this.#memory.stateless && { parts: exchanges.map(partOf) }),
    };
  }

  /** Throws `SetUpFailed` where a run that breaks something has changed files, or asked a clock, outside of the run. */
  async checkSurroundings(turns: readonly Turn[]): Promise<void> {
    this.#storage.checkFiles(turns);
    if (letsTimePass(this.#race)) checkClock(this.#race, turns, await this.#storage.ownCode());
  }

  async #restart(crashed: readonly number[], as: As): Promise<string | undefined> {
    if (crashed.length === 0) return undefined;
    await this.#storage.partFrom(crashed);
    return await this.#instances.restart(crashed, as);
  }

  #lastSeen(client: string, exchanges: readonly Exchange[]): string {
    const name = unansweredBy(client, exchanges);
    const method = name && this.#instances.methodFor(name);
    const place = placeLastSeen(client, this.#folder, method && { name, method });
    if (place !== '') this.#places.add(place);
    return place;
  }
}
