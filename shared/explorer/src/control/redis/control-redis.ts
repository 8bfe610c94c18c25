import type { Reply } from '../../model/operation.ts';
import { type Actor, currentActor, driverOf, runAs } from '../actor.ts';
import { inDriver } from '../escapes/escape.ts';
import { noteListening } from '../escapes/messages.ts';
import { noteServed } from '../http/under-way.ts';
import { notePromise } from '../outside-work.ts';
import { realDateMs } from '../real-time.ts';
import { redis, template } from './connection.ts';
import { controlIoredis, type IoredisClass } from './control-ioredis.ts';
import {
  type Command,
  parkRedisCall,
  type RedisCall,
  type RedisConnection,
  redisConnections,
  type SettledCall,
  textOf,
} from './redis-operation.ts';
import { atRunsTime, atServersTime } from './redis-time.ts';

/** The `redis` module, or the class `Redis` of `ioredis`. */
export type RedisLibrary = { readonly createClient: unknown } | IoredisClass;

/**
 * Makes every command of a controlled client a yield point; a MULTI or a pipeline is one operation, although
 * Redis may serve others between the commands of a pipeline.
 * `library` is the `redis` module that the code under test uses, or the class `Redis` of its
 * `ioredis`. Calling this twice has no effect.
 */
export function controlRedis(library: RedisLibrary = redis()): void {
  // The class of ioredis has a `createClient`, too.
  if (typeof library === 'function') controlIoredis(library);
  else controlNodeRedis(library);
}

function controlNodeRedis(library: { readonly createClient: unknown }): void {
  const isOurs = library.createClient === redis().createClient;
  const sample = isOurs ? template() : (library.createClient as () => object)();
  const prototype = prototypeWith(sample, 'sendCommand') as PatchedClient;
  if (prototype[patched]) return;
  prototype[patched] = true;
  const { connect, sendCommand, _executeMulti, _executePipeline } = prototype;

  prototype.connect = function (this: PatchedClient) {
    const actor = currentActor();
    const open = () => inDriver(() => connect.call(this));
    const connected = actor ? runAs(driverOf(actor), open) : open();
    notePromise('a connection to Redis', connected, 'surely');
    return connected;
  };
  const { QUIT } = prototype;
  // It sends its command by itself, when all that was asked before is answered.
  if (QUIT)
    prototype.QUIT = function (this: PatchedClient) {
      const over = QUIT.call(this);
      notePromise('the end of a connection', over, 'surely');
      return over;
    };
  for (const name of ['SUBSCRIBE', 'PSUBSCRIBE', 'SSUBSCRIBE'] as const) {
    const subscribe = prototype[name];
    if (!subscribe) continue;
    prototype[name] = function (this: PatchedClient, channels, ...rest) {
      const actor = currentActor();
      if (actor?.client !== undefined)
        noteListening(actor, `${name} ${[channels].flat().join(' ')}`);
      return subscribe.call(this, channels, ...rest);
    };
  }
  prototype.sendCommand = function (this: PatchedClient, args, options) {
    return control(this, { commands: [args] }, (aheadMs) =>
      sendCommand
        .call(this, atServersTime(args, aheadMs), options)
        .then((reply) => atRunsTime(args, reply, aheadMs)),
    );
  };
  prototype._executeMulti = function (this: PatchedClient, commands, ...rest) {
    return control(this, { commands: commands.map(argsOf), isTransaction: true }, (aheadMs) =>
      _executeMulti
        .call(this, allAtServersTime(commands, aheadMs), ...rest)
        .then((replies) => allAtRunsTime(commands, replies, aheadMs)),
    );
  };
  prototype._executePipeline = function (this: PatchedClient, commands, ...rest) {
    return control(this, { commands: commands.map(argsOf) }, (aheadMs) =>
      _executePipeline
        .call(this, allAtServersTime(commands, aheadMs), ...rest)
        .then((replies) => allAtRunsTime(commands, replies, aheadMs)),
    );
  };
}

interface PatchedClient extends RedisConnection {
  [patched]?: boolean;
  /** The client itself; the library hands out objects that stand for it. */
  readonly _self: PatchedClient;
  connect(): Promise<unknown>;
  QUIT?(): Promise<unknown>;
  SUBSCRIBE?: Subscribe;
  PSUBSCRIBE?: Subscribe;
  SSUBSCRIBE?: Subscribe;
  sendCommand(args: Command, options?: unknown): Promise<unknown>;
  _executeMulti(commands: Commands, ...rest: unknown[]): Promise<unknown>;
  _executePipeline(commands: Commands, ...rest: unknown[]): Promise<unknown>;
}

type Subscribe = (channels: string | string[], ...rest: unknown[]) => Promise<unknown>;

type Commands = readonly { readonly args: readonly unknown[] }[];

function prototypeWith(object: object, name: string): object {
  let prototype = Object.getPrototypeOf(object);
  while (prototype && !Object.hasOwn(prototype, name)) prototype = Object.getPrototypeOf(prototype);
  return prototype;
}

function argsOf({ args }: { args: Command }): Command {
  return args;
}

function control(
  client: PatchedClient,
  call: Pick<RedisCall, 'commands' | 'isTransaction'>,
  send: (aheadMs: number) => Promise<unknown>,
): Promise<unknown> {
  const actor = currentActor();
  if (actor?.client === undefined && !actor?.isDriver) noteServed(textOf(call));
  if (!actor) return send(0);
  const connection = client._self;
  redisConnections.add(connection, actor.instance);
  const sendNow = () => send(realDateMs() - actor.controller.clock.nowMs());
  if (actor.client === undefined) return sendNow();
  return park(actor, { ...call, connection }, sendNow);
}

function allAtServersTime(commands: Commands, aheadMs: number): Commands {
  return commands.map((command) => ({ ...command, args: atServersTime(command.args, aheadMs) }));
}

function allAtRunsTime(commands: Commands, replies: unknown, aheadMs: number): unknown {
  if (!Array.isArray(replies)) return replies;
  return replies.map((reply, i) => atRunsTime(commands[i]?.args ?? [], reply, aheadMs));
}

function park(
  actor: Actor,
  call: Pick<RedisCall, 'commands' | 'isTransaction' | 'connection'>,
  send: () => Promise<unknown>,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const failed = (error: Error): SettledCall => ({
      reply: { error: { message: error.message } } satisfies Reply,
      deliver: () => reject(error),
    });
    parkRedisCall(actor, {
      ...call,
      send: () =>
        send().then((value) => ({ reply: { value }, deliver: () => resolve(value) }), failed),
      fail: () => failed(new (redis().ClientOfflineError)()),
      refuse: reject,
    });
  });
}

const patched = Symbol('controlled by the explorer');
