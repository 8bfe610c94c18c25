import { type Call, ownerOf } from '@workbook/course';
import type { Account } from '@workbook/domain';
import type Koa from 'koa';
import inject from 'light-my-request';
import { type Answer, type Names, unknownId } from '../verdict/history.ts';

/** Sends HTTP requests into a Koa app, without a socket but through everything else. */
export class RaceClient {
  readonly #handle: inject.DispatchFunc;

  constructor(app: Koa) {
    this.#handle = app.callback() as unknown as inject.DispatchFunc;
  }

  /**
   * Sends the request that `call` stands for. Accounts that `ids` does not know are asked
   * for as `unknownId`; `etags` are what this client has seen of each account. In the answer, accounts
   * that `ids` knows have the name that they have there in the place of their owner.
   */
  async send(
    call: Call,
    ids: Names,
    etags: ReadonlyMap<string, string> = new Map(),
  ): Promise<Answer> {
    const answer = await this.#send(call, ids, etags);
    return { ...answer, body: named(answer.body, ids) };
  }

  async #send(call: Call, ids: Names, etags: ReadonlyMap<string, string>): Promise<Answer> {
    const id = (owner: string) => ids.get(owner) ?? unknownId;
    switch (call.kind) {
      case 'open':
        return this.#request('POST', '/accounts', {
          owner: ownerOf(call.owner),
          opening: call.opening,
        });
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
      case 'rename': {
        const path = `/accounts/${id(call.account)}`;
        return this.#request('PATCH', path, { owner: call.owner }, etags.get(call.account) ?? '*');
      }
      case 'close': {
        const etag = call.ifUnchanged ? etags.get(call.account) : undefined;
        return this.#request('DELETE', `/accounts/${id(call.account)}`, undefined, etag);
      }
    }
  }

  async #request(
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
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

/** Whether the account of that name may belong to `owner`, who may have got a surname. */
function isOwner(owner: string | undefined, name: string): boolean {
  return owner === ownerOf(name) || owner?.startsWith(`${ownerOf(name)} `) === true;
}

/** An account by its name, where it is known and belongs to whom it should; so are those within a list, or a transfer. A new owner is kept beside it. */
function named(body: unknown, ids: Names): unknown {
  if (Array.isArray(body)) return body.map((one) => named(one, ids));
  if (body === null || typeof body !== 'object') return body;
  const { id, owner } = body as Partial<Account>;
  if (id === undefined)
    return Object.fromEntries(Object.entries(body).map(([key, one]) => [key, named(one, ids)]));
  const name = [...ids].find(([name, known]) => known === id && isOwner(owner, name))?.[0];
  if (name === undefined) return body;
  return { ...body, owner: name, ...(owner !== ownerOf(name) && { renamed: owner }) };
}
