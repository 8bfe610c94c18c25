import { type Caller, type Request, takesKey } from '@workbook/course';
import type { Account } from '@workbook/domain';
import { forgetCall, type HistoryClock, yieldPoint } from '@workbook/explorer';
import { type Exchange, type Names, succeeded } from '../verdict/history.ts';
import type { RaceClient } from './race-client.ts';

/** Who speaks in a conversation. */
export interface Speaker {
  readonly client: string;
  /** The letter that it goes by in a second try. */
  readonly secondTry?: string;
  /** Whether it will send again what is answered 503, and stops there until then. */
  readonly sendsAgain?: boolean;
  /** What the keys of its requests begin with, where they have none of their own; its letter when absent. */
  readonly keys?: string;
}

/** A caller as it speaks: a second try speaks for the client whose request it sends again. */
export function speakerOf({ name, secondTryOf }: Caller, sendsAgain: boolean | undefined): Speaker {
  return secondTryOf === undefined
    ? { client: name, ...(sendsAgain !== undefined && { sendsAgain }) }
    : { client: secondTryOf, secondTry: name };
}

/** For how long a key stands for the request that it came with first. */
const keysLastMs = 24 * 60 * 60 * 1000;

/** What the clients of one run have said to the service, and what they know of its accounts. */
export class Conversation {
  readonly exchanges: Exchange[] = [];
  readonly #ids: Map<string, number>;
  /** How many requests of each client are done with. */
  readonly #done = new Map<string, number>();
  readonly #etags = new Map<string, Map<string, string>>();
  /** How long clients have waited before they sent something. */
  #waitedMs = 0;
  /** The keys that were sent, and since when each is remembered. */
  readonly #keys = new Map<string, { readonly name: string; readonly sinceMs: number }>();

  /** `ids` are the accounts that the clients know at the beginning, by their names. */
  constructor(ids: Names) {
    this.#ids = new Map(ids);
  }

  /** The accounts that the clients know by now, by their names. */
  get ids(): Names {
    return this.#ids;
  }

  /** How many requests were sent, and how many of them are answered. */
  get said(): string {
    const answered = this.exchanges.filter(({ answeredAt }) => answeredAt !== undefined);
    return `${this.exchanges.length} ${answered.length}`;
  }

  /** How many of its requests a client is done with: they need not be sent again. */
  doneBy(client: string): number {
    return this.#done.get(client) ?? 0;
  }

  /**
   * Sends the requests of one client by the `service` of each, one after the other, from the first that it
   * is not done with. Between two of them other clients may come in. `clock` counts turns.
   */
  async send(
    { client, secondTry, sendsAgain = false, keys = client }: Speaker,
    requests: readonly Request[],
    serviceOf: (request: Request) => Pick<RaceClient, 'send'>,
    clock: Pick<HistoryClock, 'sending' | 'answered'>,
  ): Promise<void> {
    const etags = this.#etagsOf(client);
    const first = this.doneBy(client);
    for (const [i, request] of [...requests.entries()].slice(first)) {
      const { call, label } = request;
      if (i > first) await yieldPoint(label, async () => {});
      const { waitsMs = 0 } = request;
      if (waitsMs > 0) await new Promise((resolve) => setTimeout(resolve, waitsMs));
      this.#waitedMs += waitsMs;
      const key = request.key === false ? undefined : (request.key ?? `${keys}-${i + 1}`);
      const exchange: Exchange = {
        client,
        call,
        label,
        ...(takesKey(call) && key !== undefined && { key: this.#keyNow(key) }),
        ...(secondTry !== undefined && { secondTry }),
        calledAt: clock.sending(),
      };
      this.exchanges.push(exchange);
      forgetCall(secondTry ?? client);
      const answer = await serviceOf(request).send(call, this.#ids, { etags, key });
      if (call.kind === 'find' && answer.etag) etags.set(call.account, answer.etag);
      exchange.answeredAt = clock.answered();
      exchange.answer = answer;
      if (sendsAgain && answer.status === 503) {
        exchange.isSentAgain = true;
        return;
      }
      this.#done.set(client, i + 1);
      if (call.kind === 'open' && succeeded(answer))
        this.#ids.set(call.owner, (answer.body as Account).id);
    }
  }

  /** What the key is called in an exchange: one that has expired is another key from then on. */
  #keyNow(key: string): string {
    const known = this.#keys.get(key);
    if (known && this.#waitedMs - known.sinceMs < keysLastMs) return known.name;
    const name = known ? `${known.name}, anew` : key;
    this.#keys.set(key, { name, sinceMs: this.#waitedMs });
    return name;
  }

  #etagsOf(client: string): Map<string, string> {
    const etags = this.#etags.get(client) ?? new Map<string, string>();
    this.#etags.set(client, etags);
    return etags;
  }
}
