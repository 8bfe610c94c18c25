import type { Reply } from '../../model/operation.ts';
import { type Actor, currentActor, driverOf, runAs, uncontrolled } from '../actor.ts';
import { noteCall } from '../call-sites.ts';
import { Held } from '../held.ts';
import { realDateMs } from '../real-time.ts';
import { redis, template } from './connection.ts';
import { footprintOfCommands } from './redis-footprint.ts';
import { atRunsTime, atServersTime } from './redis-time.ts';

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
  const { connect, sendCommand, _executeMulti, _executePipeline } = prototype;

  prototype.connect = function (this: PatchedClient) {
    const actor = currentActor();
    return actor ? runAs(driverOf(actor), () => connect.call(this)) : connect.call(this);
  };

  prototype.sendCommand = function (this: PatchedClient, args, options) {
    return control(this, [args], args.map(String).join(' '), (aheadMs) =>
      sendCommand
        .call(this, atServersTime(args, aheadMs), options)
        .then((reply) => atRunsTime(args, reply, aheadMs)),
    );
  };
  prototype._executeMulti = function (this: PatchedClient, commands, ...rest) {
    return control(
      this,
      commands.map(({ args }) => args),
      `MULTI ${textOf(commands)} EXEC`,
      (aheadMs) =>
        _executeMulti
          .call(this, allAtServersTime(commands, aheadMs), ...rest)
          .then((replies) => allAtRunsTime(commands, replies, aheadMs)),
    );
  };
  prototype._executePipeline = function (this: PatchedClient, commands, ...rest) {
    return control(
      this,
      commands.map(({ args }) => args),
      textOf(commands),
      (aheadMs) =>
        _executePipeline
          .call(this, allAtServersTime(commands, aheadMs), ...rest)
          .then((replies) => allAtRunsTime(commands, replies, aheadMs)),
    );
  };
}

interface PatchedClient {
  [patched]?: boolean;
  connect(): Promise<unknown>;
  sendCommand(args: readonly unknown[], options?: unknown): Promise<unknown>;
  _executeMulti(commands: Commands, ...rest: unknown[]): Promise<unknown>;
  _executePipeline(commands: Commands, ...rest: unknown[]): Promise<unknown>;
  destroy(): void;
}

type Commands = readonly { readonly args: readonly unknown[] }[];

function prototypeWith(object: object, name: string): object {
  let prototype = Object.getPrototypeOf(object);
  while (prototype && !Object.hasOwn(prototype, name)) prototype = Object.getPrototypeOf(prototype);
  return prototype;
}

function textOf(commands: Commands): string {
  return commands.map(({ args }) => args.map(String).join(' ')).join('; ');
}

function control(
  client: PatchedClient,
  commands: readonly (readonly unknown[])[],
  text: string,
  send: (aheadMs: number) => Promise<unknown>,
): Promise<unknown> {
  const actor = currentActor();
  if (!actor) return send(0);
  connections.add(client, actor.instance);
  const sendNow = () => send(realDateMs() - actor.controller.clock.nowMs());
  if (actor.client === undefined) return sendNow();
  noteCall(actor);
  return park(actor, commands, text, sendNow);
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
        footprint: () => footprintOfCommands(commands),
        perform: () =>
          send().then((value): Reply => {
            settle = () => resolve(value);
            return { value };
          }, failed),
        performAway: async () => failed(new (redis().ClientOfflineError)()),
        deliver: () => settle(),
        refuse: reject,
      },
      actor,
    );
  });
}

const patched = Symbol('controlled by the explorer');

/** Connections that controlled code has used. */
const connections = new Held<PatchedClient>((client) => uncontrolled(() => client.destroy()));
