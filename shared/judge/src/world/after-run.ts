import type { Race } from '@workbook/course';
import type { Afterwards, FollowUp } from '@workbook/explorer';
import { type Ask, findPoison, findStale } from '../verdict/aftermath.ts';
import type { Evidence } from '../verdict/evidence.ts';
import type { Exchange, FinalAccounts, Names } from '../verdict/history.ts';
import { describeOutcome, mishapsOf } from '../verdict/outcome.ts';
import type { Violation } from '../verdict/violation.ts';
import type { Beginning } from './beginning.ts';
import { Conversation } from './conversation.ts';
import type { Instances } from './instances.ts';
import type { Storage } from './storage.ts';

/** Ways to ask the service, once a run is over. */
export interface Questions {
  readonly ask: Ask;
  /** The same, once more where it is not available for now. */
  readonly askPatiently: Ask;
  readonly passTime: Afterwards['passTime'];
}

type Stored = Pick<Storage, 'hasRedis' | 'content'>;
type Asked = Pick<Instances, 'clientOf' | 'closable' | 'forgetDefect' | 'defect'>;

/** What is asked of the service when a run is over, as a client of its own: what the run has left behind. */
export class AfterRun {
  readonly #race: Race;
  readonly #storage: Stored;
  readonly #instances: Asked;
  readonly #beginning: Pick<Beginning, 'ids'>;
  /** How many clients have asked after this run: the keys of their requests differ. */
  #followUps = 0;
  readonly #stateless: boolean;
  /** Ways to an outcome that are known to leave nothing behind. */
  readonly #innocuous = new Set<string>();

  /** @param stateless Whether the code keeps nothing in memory from one request to the next. */
  constructor(
    race: Race,
    storage: Stored,
    instances: Asked,
    beginning: Pick<Beginning, 'ids'>,
    stateless: boolean,
  ) {
    this.#stateless = stateless;
    this.#race = race;
    this.#storage = storage;
    this.#instances = instances;
    this.#beginning = beginning;
  }

  /** A run begins. */
  begin(): void {
    this.#followUps = 0;
  }

  /** Sends requests when the race is over, as a client of their own. */
  asker(followUp: FollowUp): Ask {
    return async (requests, instance, ids = this.#beginning.ids) => {
      const conversation = new Conversation(ids);
      this.#followUps += 1;
      const speaker = { client: 'Z', keys: `Z${this.#followUps}` };
      const client = this.#instances.clientOf(instance);
      const ending = await followUp({
        name: 'Z',
        seed: speaker.keys,
        instance,
        label: 'afterwards',
        run: (clock) => conversation.send(speaker, requests, () => client, clock),
      });
      if (ending.kind !== 'finished') this.#instances.closable = false;
      return conversation.exchanges;
    };
  }

  /** What a run that ended with `final` has left behind that is wrong, if anything; the clients know the accounts `ids`. */
  async wrong(
    evidence: Evidence,
    final: FinalAccounts,
    ids: Names,
    questions: Questions,
    lastSeen: (asked: readonly Exchange[]) => string,
  ): Promise<string | Pick<Violation, 'says' | 'isNoticedAfterwards'> | undefined> {
    return (
      (await this.#findStale(evidence, final, questions)) ??
      (await this.#findPoison(evidence, final, ids, questions, lastSeen))
    );
  }

  /** After a fault a cache may be behind, for as long as the race allows. */
  async #findStale(
    { turns, beginning, exchanges }: Evidence,
    final: FinalAccounts,
    { ask, passTime }: Questions,
  ): Promise<string | undefined> {
    if (!this.#storage.hasRedis) return undefined;
    const struck = turns.some(({ move }) => move.fault !== undefined);
    const staleForMs = struck ? (this.#race.staleForMs ?? 0) : 0;
    return await findStale({ final, beginning, exchanges, staleForMs }, ask, passTime);
  }

  /** Asked once for each way in which the clients came to an outcome, whatever the order between them was. */
  async #findPoison(
    evidence: Evidence,
    final: FinalAccounts,
    ids: Names,
    { askPatiently }: Questions,
    lastSeen: (asked: readonly Exchange[]) => string,
  ): ReturnType<typeof findPoison> {
    const way = await this.#wayTo(evidence);
    if (this.#innocuous.has(way)) return undefined;
    const { instances, rules } = this.#race;
    const { exchanges } = evidence;
    this.#instances.forgetDefect();
    const defect = () => this.#instances.defect;
    const stateless = this.#stateless;
    const left = { final, ids, instances, stateless, exchanges, rules, defect };
    const poison = await findPoison(left, askPatiently, lastSeen);
    if (poison === undefined) this.#innocuous.add(way);
    return poison;
  }

  /** What decides how later requests are answered: after a crash that has taken all that was in memory, what is stored. */
  async #wayTo(evidence: Evidence): Promise<string> {
    const { instances } = this.#race;
    const { turns } = evidence;
    const outcome = describeOutcome(evidence);
    const crash = turns.find((turn) => turn.outcome === 'crashed');
    const isAllNew = crash !== undefined && (this.#stateless || instances === 1);
    const content = isAllNew ? await this.#storage.content() : undefined;
    if (content === undefined) return `${outcome}; ${mishapsOf(evidence)}`;
    const others = turns.filter((turn) => turn !== crash);
    return `${outcome}; ${mishapsOf({ turns: others })}; ${content}`;
  }
}
