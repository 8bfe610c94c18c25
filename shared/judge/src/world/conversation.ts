import type { Request } from '@workbook/course';
import type { Account } from '@workbook/domain';
import { forgetCall, type HistoryClock, yieldPoint } from '@workbook/explorer';
import { type Exchange, type Names, succeeded } from '../verdict/history.ts';
import type { RaceClient } from './race-client.ts';

/** What the clients of one run have said to the service, and what they know of its accounts. */
export class Conversation {
  readonly exchanges: Exchange[] = [];
  readonly #ids: Map<string, number>;

  /** `ids` are the accounts that the clients know at the beginning, by their names. */
  constructor(ids: Names) {
    this.#ids = new Map(ids);
  }

  /** The accounts that the clients know by now, by their names. */
  get ids(): Names {
    return this.#ids;
  }

  /**
   * Sends the requests of one client by the `service` of each, one after the other. Between two of
   * them other clients may come in. `clock` counts turns.
   */
  async send(
    client: string,
    requests: readonly Request[],
    serviceOf: (request: Request) => Pick<RaceClient, 'send'>,
    clock: Pick<HistoryClock, 'sending' | 'answered'>,
  ): Promise<void> {
    const etags = new Map<string, string>();
    for (const [i, request] of requests.entries()) {
      const { call, label } = request;
      if (i > 0) await yieldPoint(label, async () => {});
      const exchange: Exchange = { client, call, label, calledAt: clock.sending() };
      this.exchanges.push(exchange);
      forgetCall(client);
      const answer = await serviceOf(request).send(call, this.#ids, etags);
      if (call.kind === 'find' && answer.etag) etags.set(call.account, answer.etag);
      exchange.answeredAt = clock.answered();
      exchange.answer = answer;
      if (call.kind === 'open' && succeeded(answer))
        this.#ids.set(call.owner, (answer.body as Account).id);
    }
  }
}
