import http, { type ClientRequest, IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { type Actor, currentActor, runAs } from '../actor.ts';
import { noteCall } from '../call-sites.ts';
import { isServedByClient } from './own-servers.ts';
import { type Answered, parkRequest } from './park-request.ts';

let controlled = false;

/**
 * Makes each request of a controlled client by `node:http` or `node:https` an operation: it is sent when
 * it is complete and the scheduler lets the client go, and answered with its whole body at once.
 * Whatever calls them goes through an agent in the end, so that is where it is held back. Calling this
 * twice has no effect.
 */
export function controlRequests(): void {
  if (controlled) return;
  controlled = true;
  const agent = http.Agent.prototype as unknown as Agent;
  const { addRequest } = agent;
  agent.addRequest = function (this: Agent, request, options, ...rest) {
    const actor = currentActor();
    const add = () => addRequest.call(this, request, options, ...rest);
    const target = targetOf(request, options);
    if (actor?.client === undefined || isServedByClient(target)) return add();
    new HeldRequest(request, actor, target, add).parkWhenComplete();
  };
}

interface Agent {
  addRequest(request: ClientRequest, options: unknown, ...rest: unknown[]): void;
}

function targetOf({ host }: ClientRequest, options: unknown): string {
  const { port = 80 } = options as { port?: number };
  return `${host}:${port}`;
}

/** A request that is sent later, and whose answer is handed over later still. */
class HeldRequest {
  readonly #request: ClientRequest;
  readonly #actor: Actor;
  readonly #call: Error | undefined;
  /** `host:port`. */
  readonly #target: string;
  readonly #add: () => void;
  readonly #emit: ClientRequest['emit'];
  /** What the client is to hear of once the answer is delivered. */
  #held: (() => void)[] | undefined = [];
  #parked = false;
  #isAnswered = false;
  #settle: (answer: Answered['reply']) => void = () => {};

  constructor(request: ClientRequest, actor: Actor, target: string, add: () => void) {
    this.#target = target;
    this.#request = request;
    this.#actor = actor;
    this.#call = noteCall(actor);
    this.#add = add;
    this.#emit = request.emit;
    request.emit = (event: string | symbol, ...args: unknown[]) => this.#hear(event, args);
  }

  /** Its body may be written bit by bit; no bit of it waits for the one before to be sent. */
  parkWhenComplete(): void {
    const request = this.#request;
    const { end, write } = request;
    request.write = ((...args: Parameters<typeof write>) => {
      write.apply(request, args);
      return true;
    }) as typeof write;
    request.end = ((...args: Parameters<typeof end>) => {
      const ended = end.apply(request, args);
      if (!this.#parked) this.#park();
      return ended;
    }) as typeof end;
    const { destroy } = request;
    request.destroy = (error) => {
      destroy.call(request, error);
      // The client hears at once of what it has called off itself.
      if (this.#parked) this.#deliver();
      return request;
    };
  }

  #park(): void {
    this.#parked = true;
    const { method, protocol, path } = this.#request;
    const text = `${method} ${protocol}//${this.#target}${path}`;
    parkRequest(this.#actor, { text, call: this.#call }, async () => {
      const reply = await new Promise<Answered['reply']>((resolve) => {
        this.#settle = resolve;
        this.#add();
      });
      return { reply, deliver: () => this.#deliver() };
    });
  }

  #deliver(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const hear of held) hear();
  }

  /** Something has happened to the request: what ends it is kept back until the answer is delivered. */
  #hear(event: string | symbol, args: unknown[]): boolean {
    const tell = (...values: unknown[]) =>
      runAs(this.#actor, () => this.#emit.call(this.#request, event, ...values));
    if (event === 'response') {
      this.#isAnswered = true;
      void this.#receive(args[0] as IncomingMessage, tell);
      return true;
    }
    if (event === 'error') this.#settle({ error: { message: (args[0] as Error).message } });
    if (event === 'close' && !this.#isAnswered)
      this.#settle({ error: { message: 'the connection was closed' } });
    if (!this.#held || (event !== 'error' && event !== 'close')) return tell(...args);
    this.#held.push(() => tell(...args));
    return true;
  }

  async #receive(response: IncomingMessage, tell: (copy: IncomingMessage) => boolean) {
    const chunks: Buffer[] = [];
    let error: Error | undefined;
    try {
      for await (const chunk of response) chunks.push(chunk as Buffer);
    } catch (reason) {
      error = reason as Error;
    }
    const hand = () => {
      const copy = copyOf(response, chunks, error);
      // As in Node: an answer that is not looked at is thrown away.
      if (!tell(copy)) copy.resume();
    };
    if (this.#held) this.#held.unshift(hand);
    else hand();
    this.#settle({ value: response.statusCode });
  }
}

/** The answer with its whole body, apart from the connection that the next request may be using. */
function copyOf(
  response: IncomingMessage,
  chunks: readonly Buffer[],
  error: Error | undefined,
): IncomingMessage {
  const copy = new IncomingMessage(new Socket());
  const { statusCode, statusMessage, httpVersion, httpVersionMajor, httpVersionMinor } = response;
  const { rawHeaders, rawTrailers, trailers } = response;
  const { req } = response as unknown as { req: ClientRequest };
  Object.assign(copy, {
    statusCode,
    statusMessage,
    httpVersion,
    httpVersionMajor,
    httpVersionMinor,
  });
  Object.assign(copy, { rawHeaders, rawTrailers, trailers, req, complete: response.complete });
  for (const chunk of chunks) copy.push(chunk);
  if (error) copy.destroy(error);
  else copy.push(null);
  return copy;
}
