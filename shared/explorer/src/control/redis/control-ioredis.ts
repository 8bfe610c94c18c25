import type { Reply } from '../../model/operation.ts';
import { currentActor, driverOf, runAs } from '../actor.ts';
import { inDriver, isInDriver } from '../escapes/escape.ts';
import { noteServed } from '../http/under-way.ts';
import { notePromise } from '../outside-work.ts';
import {
  type Command,
  parkRedisCall,
  type RedisConnection,
  redisConnections,
  type SettledCall,
} from './redis-operation.ts';

/** The class `Redis` of an `ioredis` module. */
export interface IoredisClass {
  readonly prototype: object;
  new (options: { lazyConnect: true }): object;
}

/** The same as for `redis`: each command is an operation, and so is a pipeline or a MULTI as a whole. */
export function controlIoredis(library: IoredisClass): void {
  const prototype = library.prototype as IoredisClient;
  if (prototype[patched]) return;
  prototype[patched] = true;
  const { connect, sendCommand } = prototype;

  prototype.connect = function (this: IoredisClient, ...args) {
    // What it would send together is sent one by one: other clients may come in between.
    this.options.enableAutoPipelining = false;
    const actor = currentActor();
    const open = () => inDriver(() => connect.apply(this, args));
    const connected = actor ? runAs(driverOf(actor), open) : open();
    notePromise('a connection to Redis', connected, 'surely');
    return connected;
  };

  prototype.sendCommand = function (this: IoredisClient, command, stream, ...rest) {
    const actor = isInDriver() ? undefined : currentActor();
    if (actor) redisConnections.add(connectionOf(this), actor.instance);
    if (!isInDriver() && actor?.client === undefined) noteServed(commandIn(command).join(' '));
    if (actor?.client === undefined || stream)
      return sendCommand.call(this, command, stream, ...rest);
    const held = new HeldCommands([command], () => sendCommand.call(this, command));
    parkRedisCall(actor, {
      commands: [commandIn(command)],
      connection: connectionOf(this),
      ...held.call,
    });
    return command.promise;
  };

  controlPipelines(new library({ lazyConnect: true }) as IoredisClient);
}

function controlPipelines(sample: IoredisClient): void {
  const prototype = Object.getPrototypeOf(sample.pipeline()) as Pipeline;
  const { exec } = prototype;

  prototype.exec = function (this: Pipeline, ...args) {
    const [callback] = args;
    const actor = isInDriver() ? undefined : currentActor();
    // The first of two calls for a MULTI only adds its EXEC.
    if (actor?.client === undefined || this._transactions > 0 || this._queue.length === 0)
      return exec.apply(this, args);
    if (callback)
      this.promise.then(
        (value) => callback(null, value),
        (error: unknown) => callback(error),
      );
    this.nodeifiedPromise = true;
    redisConnections.add(connectionOf(this.redis), actor.instance);
    const commands = this._queue.map(commandIn);
    const isTransaction = commands.at(0)?.[0] === 'MULTI' && commands.at(-1)?.[0] === 'EXEC';
    const held = new HeldCommands(this._queue, () => exec.call(this));
    parkRedisCall(actor, {
      commands: isTransaction ? commands.slice(1, -1) : commands,
      isTransaction,
      connection: connectionOf(this.redis),
      ...held.call,
    });
    return this.promise;
  };
}

/** Commands that are sent later, and whose replies are handed over later still. */
class HeldCommands {
  readonly #commands: readonly IoredisCommand[];
  readonly #send: () => unknown;
  readonly #deliveries: (() => void)[] = [];

  constructor(commands: readonly IoredisCommand[], send: () => unknown) {
    this.#commands = commands;
    this.#send = send;
  }

  get call() {
    return {
      send: () => this.#sendAll(),
      fail: () => this.#fail(),
      refuse: (error: Error) => {
        for (const command of this.#commands) command.reject(error);
      },
    };
  }

  async #sendAll(): Promise<SettledCall> {
    const replies = this.#commands.map((command) => this.#replyTo(command));
    this.#send();
    const all = await Promise.all(replies);
    const failed = all.find(({ error }) => error);
    const reply: Reply =
      failed ?? (all.length === 1 ? all[0] : { value: all.map(({ value }) => value) }) ?? {};
    return { reply, deliver: () => this.#deliver() };
  }

  #fail(): SettledCall {
    const error = new Error('Connection is closed.');
    const deliver = () => {
      for (const command of this.#commands) command.reject(error);
    };
    return { reply: { error: { message: error.message } }, deliver };
  }

  /** Keeps what a command is answered, until it is delivered. */
  #replyTo(command: IoredisCommand): Promise<Reply> {
    const { resolve, reject } = command;
    return new Promise((replied) => {
      command.resolve = (value) => {
        this.#deliveries.push(() => resolve.call(command, value));
        replied({ value: shown(value) });
      };
      command.reject = (error) => {
        this.#deliveries.push(() => reject.call(command, error));
        replied({ error: { message: error.message } });
      };
    });
  }

  #deliver(): void {
    for (const deliver of this.#deliveries) deliver();
  }
}

interface IoredisClient {
  [patched]?: boolean;
  [connection]?: RedisConnection;
  readonly options: { enableAutoPipelining?: boolean };
  connect(...args: unknown[]): unknown;
  disconnect(): void;
  sendCommand(command: IoredisCommand, stream?: unknown, ...rest: unknown[]): unknown;
  pipeline(): object;
}

interface IoredisCommand {
  readonly name: string;
  readonly args: readonly unknown[];
  readonly promise: Promise<unknown>;
  resolve(value: unknown): void;
  reject(error: Error): void;
}

interface Pipeline {
  readonly redis: IoredisClient;
  readonly promise: Promise<unknown>;
  readonly _queue: readonly IoredisCommand[];
  readonly _transactions: number;
  nodeifiedPromise: boolean;
  exec(...args: ((error: unknown, value?: unknown) => void)[]): unknown;
}

const patched = Symbol('controlled by the explorer');
const connection = Symbol('connection of controlled code');

function connectionOf(client: IoredisClient): RedisConnection {
  client[connection] ??= { destroy: () => client.disconnect() };
  return client[connection];
}

function commandIn({ name, args }: IoredisCommand): Command {
  return [name.toUpperCase(), ...args];
}

/** The driver has the bytes, and makes strings of them when it hands them over. */
function shown(value: unknown): unknown {
  if (Buffer.isBuffer(value)) return value.toString();
  return Array.isArray(value) ? value.map(shown) : value;
}
