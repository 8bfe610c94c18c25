import { AssertionError } from 'node:assert';
import { ExplorationError } from '../model/errors.ts';
import type { ClientPlan, RunRecord } from '../model/run-record.ts';
import type { Judgement, PreparedRun, PrepareOptions, Scenario } from '../model/scenario.ts';
import { leftUnhandled } from '../search/wrong-ending.ts';
import { checkService } from './check-service.ts';
import { Conversation, type Conversed, type Sender, sendersIn } from './conversation.ts';
import { Instances } from './instances.ts';
import { errorInOneLine, errorMessage, inOneLine, withoutTokens } from './outcome.ts';
import type { Service, ServiceClients, ServiceEnd } from './service.ts';
import { setUp } from './time-limit.ts';

/** A service as a scenario, which makes its copies as they are needed. Disposing of it closes them. */
export class ServiceScenario<Made, Clients extends ServiceClients<Awaited<Made>>, Looked>
  implements Scenario<End<Clients, Looked>>, AsyncDisposable
{
  readonly #service: Service<Made, Clients, Looked>;
  readonly #clients: readonly Sender<Awaited<Made>>[];
  readonly #instances: Instances<Awaited<Made>>;
  readonly #limitMs: number;
  /** Whether the last run has come to its end, so that its instances can be closed in good order. */
  #atRest = true;

  /** Throws `ExplorationError` when the service is not described as it must be. */
  constructor(service: Service<Made, Clients, Looked>) {
    checkService(service);
    const { instances = 1, setUpLimitMs = usualSetUpLimitMs } = service;
    if (!Number.isInteger(instances) || instances < 1)
      throw new ExplorationError(`a service needs one instance at least, and not ${instances}`);
    for (const name of ['instance', 'judge'] as const) {
      if (typeof service[name] !== 'function')
        throw new ExplorationError(`${name} of a service must be a function, and is not`);
    }
    this.#service = service;
    this.#clients = sendersIn(service.clients, instances);
    this.#limitMs = setUpLimitMs;
    this.#instances = new Instances<Awaited<Made>>(
      () => service.instance() as Awaited<Made>,
      instances,
      setUpLimitMs,
    );
  }

  async prepare({ fresh, as, rest }: PrepareOptions): Promise<PreparedRun<End<Clients, Looked>>> {
    if (fresh || this.#instances.all.length === 0) await this.#instances.renew(as, this.#atRest);
    this.#atRest = false;
    const { reset } = this.#service;
    if (reset) {
      const own = await this.#instances.own();
      await setUp('reset()', this.#limitMs, () =>
        reset.call(this.#service, own, this.#instances.all),
      );
    }
    await rest();
    const sent = this.#clients.map((sender) => new Conversation(sender, this.#instances.all));
    return {
      clients: sent.map((conversation) => this.#planOf(conversation)),
      judge: (run) => this.#judge(run, sent),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#instances.end(this.#atRest);
  }

  #planOf(conversation: Conversation<Awaited<Made>>): ClientPlan {
    const { name, instance, label } = conversation.sender;
    const stateless = this.#service.sharesMemory === false;
    return { name, instance, label, stateless, run: (clock) => conversation.hold(clock) };
  }

  async #judge(
    run: RunRecord,
    sent: readonly Conversation<Awaited<Made>>[],
  ): Promise<Judgement<End<Clients, Looked>>> {
    const { ending, crashedInstances, openTransactions } = run;
    this.#atRest =
      ending.kind === 'finished' && crashedInstances.length === 0 && openTransactions.length === 0;
    const conversed = sent.map((conversation) => conversation.asOf(run));
    const end = { ...endOf(conversed), seen: await this.#look(), ending, run } as End<
      Clients,
      Looked
    >;
    const outcome = this.#service.outcome?.(end) ?? usualOutcome(conversed, end);
    const violation =
      ending.kind === 'too-long'
        ? undefined
        : ((await this.#refused(end)) ?? (await this.#wrong(end)));
    // How the run has ended is looked at here; only a client that is idle is left to the search.
    const accepts = ['stuck', 'rejected', ...(this.#service.accepts ?? [])];
    const judged = { outcome, ...(violation !== undefined && { violation }), accepts, detail: end };
    return judged as Judgement<End<Clients, Looked>>;
  }

  async #look(): Promise<Awaited<Looked> | undefined> {
    const { look } = this.#service;
    if (!look) return undefined;
    const own = await this.#instances.own();
    return setUp(
      'look()',
      this.#limitMs,
      () => look.call(this.#service, own, this.#instances.all) as Awaited<Looked>,
    );
  }

  /** What is wrong whatever is stored: a client that waits for ever, or whose request has rejected. */
  async #refused({ ending, errors, run }: End<Clients, Looked>): Promise<string | undefined> {
    const { mayReject, accepts = [] } = this.#service;
    if (ending.kind === 'stuck' && !accepts.includes('stuck')) {
      const waiting = ending.waiting.map(({ client, for: holders }) =>
        holders.length > 0
          ? `${client} waits for ${holders.join(' and ')}`
          : `${client} waits inside the process`,
      );
      return `no client can go on: ${waiting.join(', ')}`;
    }
    if (accepts.includes('rejected')) return undefined;
    const refused = await setUp('mayReject()', this.#limitMs, () =>
      Object.entries(errors).filter(
        ([client, error]) => !mayReject?.call(this.#service, error, client),
      ),
    );
    return refused.length === 0
      ? leftUnhandled(run)
      : refused.map(([client, error]) => `${client} got ${errorMessage(error)}`).join(', ');
  }

  async #wrong(end: End<Clients, Looked>): Promise<string | undefined> {
    const said = await setUp('judge()', this.#limitMs, async () => {
      try {
        return await this.#service.judge(end);
      } catch (error) {
        if (error instanceof AssertionError) return saidBy(error);
        throw error;
      }
    });
    if (said === undefined || said === null || said === false) return undefined;
    if (typeof said === 'string' && said !== '') return said;
    throw new ExplorationError(
      `judge() has returned ${inOneLine(said, 'what it has')}: it must say in a sentence what is wrong, or return nothing`,
    );
  }
}

/** Its own words, or those of Node, which adds values to either. */
function saidBy({ message, generatedMessage }: AssertionError): string {
  const [said = ''] = generatedMessage ? [message] : message.split('\n\n');
  return said.replace(/\s+/g, ' ').trim();
}

/** The end of a run of a service whose `look` returns `Looked`. */
type End<Clients, Looked> = ServiceEnd<Clients, Awaited<Looked>>;

const usualSetUpLimitMs = 30_000;

function endOf(sent: readonly Conversed[]): { answers: object; errors: object } {
  const answered = sent.filter(({ isAnswered }) => isAnswered);
  const rejected = sent.filter((conversation) => conversation.rejected);
  return {
    answers: Object.fromEntries(
      answered.map(({ name, answers, isList }) => [name, isList ? answers : answers[0]]),
    ),
    errors: Object.fromEntries(rejected.map(({ name, error }) => [name, error])),
  };
}

function usualOutcome(
  sent: readonly Conversed[],
  { seen, ending }: ServiceEnd<unknown, unknown>,
): string {
  const ends = sent.map(({ name, answers, rejected, error, isAnswered }) => {
    const whose = `the answer to ${name}`;
    const list = answers.map((answer) => inOneLine(answer, whose));
    if (rejected) list.push(errorInOneLine(error));
    else if (!isAnswered) list.push('no answer');
    return `${name}: ${list.join(', ')}`;
  });
  const left = seen === undefined ? [] : [`→ ${inOneLine(seen, 'what look() returned')}`];
  const kind = ending.kind === 'finished' ? [] : [`(${ending.kind})`];
  return withoutTokens([ends.join('; '), ...left, ...kind].join(' '));
}
