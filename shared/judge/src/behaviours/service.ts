import type { OpenAccounts } from '@workbook/domain';
import { createApp } from '@workbook/http';
import inject from 'light-my-request';
import { reasonOf } from '../place-in-code/stack.ts';
import type { Answer } from '../verdict/history.ts';
import { checkServer } from '../world/check-server.ts';
import { SetUpFailed } from '../world/set-up-failed.ts';

/** A request as it is written in the documentation of HTTP services: `POST /accounts`. */
export type RequestLine = `${'GET' | 'POST' | 'PATCH' | 'DELETE'} /${string}`;

/** How many requests were sent, by all of them. */
let asked = 0;

/** A running instance of the code under test, asked by HTTP, without a socket. */
export class Service {
  readonly #accounts: OpenAccounts;
  readonly #handle: inject.DispatchFunc;
  /** The reason of the last answer of 500. */
  #defect: unknown;
  #hasOpened = false;

  constructor(accounts: OpenAccounts) {
    this.#accounts = accounts;
    // What it throws is answered 500, and that is looked at.
    const app = createApp(accounts, {
      onDefect: (error) => {
        this.#defect = error;
      },
    });
    this.#handle = app.callback() as unknown as inject.DispatchFunc;
  }

  /**
   * Sends a request, and gives the answer. `ifMatch` is the version that it was decided on. Where no `key` is
   * given, it has one that no other request has. Throws when the server lacks what it needs: the answer then says nothing
   * of the code.
   */
  async ask(
    request: RequestLine,
    payload?: object,
    ifMatch?: string,
    key = `asked-${(asked += 1)}`,
  ): Promise<Answer> {
    const [method, url] = request.split(' ') as ['GET', string];
    const response = await inject(this.#handle, {
      method,
      url,
      ...(payload && { payload }),
      headers: {
        ...(ifMatch !== undefined && { 'if-match': ifMatch }),
        ...(method !== 'GET' && { 'idempotency-key': key }),
      },
    });
    if (response.statusCode === 500) checkServer(this.#defect);
    const body: unknown = response.payload === '' ? null : JSON.parse(response.payload);
    const { etag } = response.headers;
    return { status: response.statusCode, body, ...(typeof etag === 'string' && { etag }) };
  }

  /**
   * Opens an account, and gives its id. Throws `SetUpFailed` when that is refused, and `NoLongerOpens` when it was
   * not before.
   */
  async open(owner: string, opening: number): Promise<number> {
    const answer = await this.ask('POST /accounts', { owner, opening });
    if (answer.status === 201) {
      this.#hasOpened = true;
      return (answer.body as { id: number }).id;
    }
    const reason = answer.status === 500 ? `: ${reasonOf(this.#defect)}` : '';
    const came = `answered ${answer.status}${reason}`;
    if (this.#hasOpened)
      throw new NoLongerOpens(`expected that another account can be opened, and it was ${came}`);
    throw new SetUpFailed(`an opening was ${came}`);
  }

  /** Closes what it has open. */
  async close(): Promise<void> {
    await this.#accounts[Symbol.asyncDispose]?.();
  }
}

/** Code that has opened an account does not open another one: that is no matter of its set-up. */
export class NoLongerOpens extends Error {
  override readonly name = 'NoLongerOpens';
}
