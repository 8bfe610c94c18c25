import { type Call, ownerOf, takesKey } from '@workbook/course';
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
   * for as `unknownId`, or read by the id that is likely to be given out next; `etags` are what this client has seen of each account, and `key` goes with a
   * request that takes one. In the answer, accounts that `ids` knows have the name that they have there
   * in the place of their owner; so has one that it opens.
   */
  async send(
    call: Call,
    ids: Names,
    { etags = new Map(), key }: SendOptions = {},
  ): Promise<Answer> {
    const answer = await this.#send(call, ids, etags, takesKey(call) ? key : undefined);
    const { id } = (answer.body ?? {}) as Partial<Account>;
    const known: Names =
      call.kind === 'open' && id !== undefined ? new Map([[call.owner, id], ...ids]) : ids;
    return { ...answer, body: named(answer.body, known) };
  }

  async #send(
    call: Call,
    ids: Names,
    etags: ReadonlyMap<string, string>,
    key: string | undefined,
  ): Promise<Answer> {
    const keyed: Headers = key === undefined ? {} : { 'idempotency-key': key };
    const ifMatch = (etag: string | undefined): Headers =>
      etag === undefined ? keyed : { ...keyed, 'if-match': etag };
    const id = (owner: string) => ids.get(owner) ?? unknownId;
    switch (call.kind) {
      case 'open':
        return this.#request(
          'POST',
          '/accounts',
          { owner: ownerOf(call.owner), opening: call.opening },
          keyed,
        );
      case 'find':
        return this.#request('GET', `/accounts/${idToRead(call.account, ids)}`);
      case 'list':
        return this.#request('GET', '/accounts');
      case 'report':
        return this.#request('GET', `/owners/${encodeURIComponent(call.owner)}`);
      case 'deposit': {
        const etag = call.ifUnchanged ? etags.get(call.account) : undefined;
        const path = `/accounts/${id(call.account)}/deposits`;
        return this.#request('POST', path, { amount: call.amount }, ifMatch(etag));
      }
      case 'withdraw':
        return this.#request(
          'POST',
          `/accounts/${id(call.account)}/withdrawals`,
          { amount: call.amount },
          keyed,
        );
      case 'transfer':
        return this.#request(
          'POST',
          '/transfers',
          { from: id(call.from), to: id(call.to), amount: call.amount },
          keyed,
        );
      case 'rename': {
        const path = `/accounts/${id(call.account)}`;
        const etag = etags.get(call.account) ?? '*';
        return this.#request('PATCH', path, { owner: call.owner }, ifMatch(etag));
      }
      case 'close': {
        const etag = call.ifUnchanged ? etags.get(call.account) : undefined;
        return this.#request('DELETE', `/accounts/${id(call.account)}`, undefined, ifMatch(etag));
      }
    }
  }

  async #request(
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    url: string,
    payload?: object,
    headers: Headers = {},
  ): Promise<Answer> {
    const response = await inject(this.#handle, {
      method,
      url,
      ...(payload ? { payload } : {}),
      headers: { ...headers },
    });
    const body: unknown = response.payload === '' ? null : JSON.parse(response.payload);
    const { etag, 'idempotent-replayed': replayed } = response.headers;
    return {
      status: response.statusCode,
      body,
      ...(typeof etag === 'string' ? { etag } : {}),
      ...(replayed === 'true' ? { isReplay: true } : {}),
    };
  }
}

/** An account that is not opened yet is read by the id that it may get: who remembers that it was not there is wrong then. */
function idToRead(name: string, ids: Names): number {
  if (name === 'nobody') return unknownId;
  return ids.get(name) ?? Math.max(0, ...ids.values()) + 1;
}

type Headers = Readonly<Record<string, string>>;

/** What goes with a request beside what is asked. */
export interface SendOptions {
  readonly etags?: ReadonlyMap<string, string>;
  readonly key?: string;
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
