import type Koa from 'koa';
import inject, { type DispatchFunc, type InjectOptions } from 'light-my-request';
import type { GeneratedRequest } from './any-request.ts';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  /** The body as JSON, or nothing if it is empty. */
  readonly body: unknown;
}

/** Sends requests into an app in this process, without a socket. */
export interface Client {
  /** `body` is sent as JSON, and `fields` as header fields beside its content type. */
  call(
    method: string,
    url: string,
    body?: unknown,
    fields?: Readonly<Record<string, string>>,
  ): Promise<Answer>;
  /** Sends the request as it is. */
  send(request: GeneratedRequest): Promise<Answer>;
}

export function clientOf(app: Koa): Client {
  const handle = app.callback();
  const dispatch: DispatchFunc = (request, response) => void handle(request, response);

  async function send({ method, url, headers, payload }: GeneratedRequest): Promise<Answer> {
    const options: InjectOptions = { method, url, headers: { ...headers } };
    if (payload !== undefined) options.payload = payload;
    const response = await inject(dispatch, options);
    const text = response.payload;
    return {
      status: response.statusCode,
      headers: response.headers,
      text,
      body: text === '' ? undefined : JSON.parse(text),
    };
  }

  return {
    send,
    call(method, url, body, fields = {}) {
      if (body === undefined) return send({ method, url, headers: fields });
      const headers = { 'content-type': 'application/json', ...fields };
      return send({ method, url, headers, payload: JSON.stringify(body) });
    },
  };
}
