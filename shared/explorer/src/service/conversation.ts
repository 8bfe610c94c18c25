import { ExplorationError } from '../model/errors.ts';
import type { HistoryClock, RunRecord } from '../model/run-record.ts';
import { checkClient } from './check-service.ts';
import type { Request, Requests, ServiceClient, ServiceClients } from './service.ts';

/** A client of a service, with all that a run needs to know of it. */
export interface Sender<Instance> {
  readonly name: string;
  readonly label: string;
  readonly instance: number;
  readonly requests: readonly Request<Instance>[];
  /** Whether it was given as a list, so that its answers are one. */
  readonly isList: boolean;
}

/**
 * The clients of a service that has so many instances, in turn where they do not say which one is theirs.
 * Throws `ExplorationError` when one is not described as it must be.
 */
export function sendersIn<Instance>(
  clients: ServiceClients<Instance>,
  instances: number,
): readonly Sender<Instance>[] {
  const named = Object.entries(clients ?? {});
  if (named.length === 0) throw new ExplorationError('a service needs one client at least');
  return named.map(([name, client], i) => {
    if (!/^[A-Z]$/.test(name))
      throw new ExplorationError(`a client is called by one capital letter, and not ${name}`);
    const sender = senderOf(name, client, i % instances);
    if (!Number.isInteger(sender.instance) || sender.instance < 0 || sender.instance >= instances)
      throw new ExplorationError(
        `client ${name} is one of instance ${sender.instance}, and there are ${instances}, counted from 0`,
      );
    return sender;
  });
}

function senderOf<Instance>(
  name: string,
  client: ServiceClient<Instance>,
  usualInstance: number,
): Sender<Instance> {
  const isBare = typeof client === 'function' || Array.isArray(client);
  if (!isBare && (typeof client !== 'object' || client === null))
    throw new ExplorationError(`client ${name} ${needsRequest}`);
  if (!isBare) checkClient(name, client);
  const { label, instance, requests } = (isBare ? { requests: client } : client) as Exclude<
    ServiceClient<Instance>,
    Requests<Instance>
  >;
  const list = typeof requests === 'function' ? [requests] : (requests ?? []);
  if (list.length === 0 || !list.every((request) => typeof request === 'function'))
    throw new ExplorationError(`client ${name} ${needsRequest}`);
  return {
    name,
    label: label ?? 'begins',
    instance: instance ?? usualInstance,
    requests: list,
    isList: typeof requests !== 'function',
  };
}

const needsRequest = 'needs a request: a function, or a list of them';

/** What came back to a client in one run. */
export interface Conversed {
  readonly name: string;
  readonly isList: boolean;
  /** Of the requests that were answered, in their order. */
  readonly answers: readonly unknown[];
  /** Whether all of them were. */
  readonly isAnswered: boolean;
  /** Whether one has rejected; then it was the last, with this error. */
  readonly rejected: boolean;
  readonly error: unknown;
}

/** What one client sends in one run, and what comes back. */
export class Conversation<Instance> {
  readonly sender: Sender<Instance>;
  readonly answers: unknown[] = [];
  error: unknown;
  rejected = false;
  readonly #instances: readonly Instance[];

  constructor(sender: Sender<Instance>, instances: readonly Instance[]) {
    this.sender = sender;
    this.#instances = [...instances];
  }

  /** Sends one request after the other. Rejects as the first of them that does. */
  async hold(clock: HistoryClock): Promise<unknown> {
    const { requests, instance, isList } = this.sender;
    for (const request of requests) {
      clock.sending();
      try {
        const answer = await request(this.#instances[instance] as Instance);
        clock.answered();
        this.answers.push(answer);
      } catch (error) {
        clock.answered();
        this.error = error;
        this.rejected = true;
        throw error;
      }
    }
    return isList ? this.answers : this.answers[0];
  }

  get name(): string {
    return this.sender.name;
  }

  get isList(): boolean {
    return this.sender.isList;
  }

  /** What had come back when the run ended: what its code hears afterwards never happened. */
  asOf({ results }: Pick<RunRecord, 'results'>): Conversed {
    const { name, isList, answers, error } = this;
    const isOver = results.has(name);
    return {
      name,
      isList,
      answers: [...answers],
      isAnswered: isOver && this.isAnswered,
      rejected: isOver && this.rejected,
      error,
    };
  }

  get isAnswered(): boolean {
    return this.answers.length === this.sender.requests.length;
  }
}
