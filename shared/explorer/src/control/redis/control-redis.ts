import { createRequire } from 'node:module';
import { type Footprint, touchesAnything, type Use } from '../../model/footprint.ts';
import type { Reply } from '../../model/operation.ts';
import { type Actor, currentActor, uncontrolled } from '../actor.ts';
import { noteCall } from '../call-sites.ts';

interface PatchedClient {
  [patched]?: boolean;
  sendCommand(args: readonly unknown[], options?: unknown): Promise<unknown>;
  _executeMulti(commands: { args: readonly unknown[] }[], ...rest: unknown[]): Promise<unknown>;
  _executePipeline(commands: { args: readonly unknown[] }[], ...rest: unknown[]): Promise<unknown>;
  destroy(): void;
}

/** Loaded by whoever needs it: it is six hundred files. */
const redis = (): typeof import('redis') => require('redis');
const require = createRequire(import.meta.url);

const patched = Symbol('controlled by the explorer');

/** Connections that controlled code has used, by instance: a crash drops them. */
const connections = new Map<PatchedClient, number>();

/**
 * Makes every command of a controlled client a yield point; a MULTI or a pipeline is one operation.
 * `library` is the `redis` module that the code under test uses. Calling this twice has no effect.
 */
export function controlRedis(library: { createClient: unknown } = redis()): void {
  const isOurs = library.createClient === redis().createClient;
  const sample = isOurs ? template() : (library.createClient as () => object)();
  const prototype = prototypeWith(sample, 'sendCommand') as PatchedClient;
  if (prototype[patched]) return;
  prototype[patched] = true;
  const { sendCommand, _executeMulti, _executePipeline } = prototype;

  prototype.sendCommand = function (this: PatchedClient, args, options) {
    return control(this, [args], args.map(String).join(' '), () =>
      sendCommand.call(this, args, options),
    );
  };
  prototype._executeMulti = function (this: PatchedClient, commands, ...rest) {
    return control(
      this,
      commands.map(({ args }) => args),
      `MULTI ${textOf(commands)} EXEC`,
      () => _executeMulti.call(this, commands, ...rest),
    );
  };
  prototype._executePipeline = function (this: PatchedClient, commands, ...rest) {
    return control(
      this,
      commands.map(({ args }) => args),
      textOf(commands),
      () => _executePipeline.call(this, commands, ...rest),
    );
  };
}

function prototypeWith(object: object, name: string): object {
  let prototype = Object.getPrototypeOf(object);
  while (prototype && !Object.hasOwn(prototype, name)) prototype = Object.getPrototypeOf(prototype);
  return prototype;
}

function textOf(commands: { args: readonly unknown[] }[]): string {
  return commands.map(({ args }) => args.map(String).join(' ')).join('; ');
}

function control(
  client: PatchedClient,
  commands: readonly (readonly unknown[])[],
  text: string,
  send: () => Promise<unknown>,
): Promise<unknown> {
  const actor = currentActor();
  if (!actor) return send();
  connections.set(client, actor.instance);
  if (actor.client === undefined) return send();
  noteCall(actor);
  return park(actor, commands, text, send);
}

function park(
  actor: Actor,
  commands: readonly (readonly unknown[])[],
  text: string,
  send: () => Promise<unknown>,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    let settle = () => {};
    const failed = (error: Error): Reply => {
      settle = () => reject(error);
      return { error: { message: error.message } };
    };
    actor.controller.park(
      {
        kind: 'redis',
        text: text.replace(/\s+/g, ' '),
        footprint: () => footprintOf(commands),
        perform: () =>
          send().then((value): Reply => {
            settle = () => resolve(value);
            return { value };
          }, failed),
        performAway: async () => failed(new (redis().ClientOfflineError)()),
        deliver: () => settle(),
      },
      actor,
    );
  });
}

const reads = new Set([
  'GET',
  'MGET',
  'EXISTS',
  'TTL',
  'PTTL',
  'HGET',
  'HGETALL',
  'HMGET',
  'STRLEN',
  'TYPE',
]);

function footprintOf(commands: readonly (readonly unknown[])[]): Footprint {
  const uses: Use[] = [];
  for (const [name, ...args] of commands) {
    const command = String(name).toUpperCase();
    const keys = keysOf(command, args.map(String));
    if (!keys) return touchesAnything;
    const mode = reads.has(command) ? 'read' : 'write';
    uses.push(...keys.map((key): Use => ({ mode, scope: 'redis', key })));
  }
  return uses;
}

const oneKey = new Set([
  'GET',
  'SET',
  'SETEX',
  'PSETEX',
  'SETNX',
  'GETDEL',
  'GETSET',
  'GETEX',
  'TTL',
  'PTTL',
  'EXPIRE',
  'PEXPIRE',
  'PERSIST',
  'INCR',
  'INCRBY',
  'DECR',
  'DECRBY',
  'HGET',
  'HSET',
  'HGETALL',
  'HMGET',
  'HDEL',
  'HINCRBY',
  'STRLEN',
  'TYPE',
]);

/** The keys of a command, or undefined when nobody can tell. */
function keysOf(command: string, args: readonly string[]): readonly string[] | undefined {
  if (oneKey.has(command)) return args.slice(0, 1);
  if (command === 'DEL' || command === 'UNLINK' || command === 'EXISTS' || command === 'MGET')
    return args;
  if (command === 'EVAL' || command === 'EVALSHA') {
    const count = Number(args[1]);
    return count > 0 ? args.slice(2, 2 + count) : undefined;
  }
  if (command === 'PING' || command === 'CLIENT') return [];
  return undefined;
}

/** Drops the connections of an instance, as a crash does. */
export function dropRedisConnections(instance: number): void {
  for (const [client, owner] of connections) {
    if (owner !== instance) continue;
    connections.delete(client);
    uncontrolled(() => client.destroy());
  }
}

type Connection = ReturnType<typeof template>;

let templateClient: ReturnType<ReturnType<typeof redis>['createClient']> | undefined;

/**
 * The library builds a class of a thousand commands whenever the options differ from the last ones,
 * and that takes longer than many a run. So all connections that are not the code's under test are
 * duplicates of one, which itself never connects.
 */
function template() {
  templateClient ??= redis().createClient();
  return templateClient;
}

/** A connection to the Redis at `url` that is still to be made. When it breaks, its commands fail. */
export function redisConnection(url: string): Connection {
  return template()
    .duplicate({ url })
    .on('error', () => {});
}

/** Does to one Redis database what time and faults do: its keys expire without waiting, or are lost. */
export class RedisClock implements AsyncDisposable {
  readonly #client: Connection;

  private constructor(client: Connection) {
    this.#client = client;
  }

  static async open(url: string): Promise<RedisClock> {
    const client = redisConnection(url);
    await uncontrolled(() => client.connect());
    return new RedisClock(client);
  }

  async advance(ms: number): Promise<void> {
    await uncontrolled(() =>
      this.#client.eval(
        `for _, key in ipairs(redis.call('KEYS', '*')) do
           local left = redis.call('PTTL', key)
           if left > 0 then
             if left <= tonumber(ARGV[1]) then redis.call('DEL', key)
             else redis.call('PEXPIRE', key, left - tonumber(ARGV[1])) end
           end
         end`,
        { arguments: [String(Math.ceil(ms))] },
      ),
    );
  }

  /** All keys are gone, as when a replica that has heard of none of them becomes the master. */
  async failOver(): Promise<void> {
    await uncontrolled(() => this.#client.flushDb());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#client.destroy();
  }
}
