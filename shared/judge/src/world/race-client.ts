import type { Call } from '@workbook/course';
import type Koa from 'koa';
import inject from 'light-my-request';
import type { Answer } from '../verdict/history.ts';

/** Sends HTTP requests into a Koa app, without a socket but through everything else. */
export class RaceClient {
  readonly #handle: inject.DispatchFunc;

  constructor(app: Koa) {
    this.#handle = app.callback() as unknown as inject.DispatchFunc;
  }

  /**
   * Sends the request that `call` stands for. Accounts that `ids` does not know are asked
   * for as id 999999; `etags` are what this client has seen of each account.
   */
  async send(
    call: Call,
    ids: ReadonlyMap<string, number>,
    etags: ReadonlyMap<string, string> = new Map(),
  ): Promise<Answer> {
    const id = (owner: string) => ids.get(owner) ?? 999_999;
    switch (call.kind) {
      case 'open':
        return this.#request('POST', '/accounts', { owner: call.owner, opening: call.opening });
      case 'find':
        return this.#request('GET', `/accounts/${id(call.account)}`);
      case 'list':
        return this.#request('GET', '/accounts');
      case 'deposit': {
        const etag = call.ifUnchanged ? etags.get(call.account) : undefined;
        const path = `/accounts/${id(call.account)}/deposits`;
        return this.#request('POST', path, { amount: call.amount }, etag);
      }
      case 'withdraw':
        return this.#request('POST', `/accounts/${id(call.account)}/withdrawals`, {
          amount: call.amount,
        });
      case 'transfer':
        return this.#request('POST', '/transfers', {
          from: id(call.from),
          to: id(call.to),
          amount: call.amount,
        });
      case 'close':
        return this.#request('DELETE', `/accounts/${id(call.account)}`);
    }
  }

  async #request(
    method: 'GET' | 'POST' | 'DELETE',
    url: string,
    payload?: object,
    ifMatch?: string,
  ): Promise<Answer> {
    const response = await inject(this.#handle, {
      method,
      url,
      ...(payload ? { payload } : {}),
      ...(ifMatch === undefined ? {} : { headers: { 'if-match': ifMatch } }),
    });
    const body: unknown = response.payload === '' ? null : JSON.parse(response.payload);
    const { etag } = response.headers;
    return { status: response.statusCode, body, ...(typeof etag === 'string' ? { etag } : {}) };
  }
}
